using System.Collections.Concurrent;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Issuing;

/// <summary>What the store has said of values and bindings, so that it is not asked again: whose a rolling cookie is, which visit is not claimed. Bounded: about the last used are kept.</summary>
/// <remarks>
/// Two generations: when the young one is full it becomes the old one, and what is asked for out of the old one moves to the young one.
/// Reading the young one takes no lock.
/// </remarks>
internal sealed class RecentTags<T>(int capacity)
    where T : struct
{
    private readonly Lock _lock = new();
    private readonly int _perGeneration = Math.Max(1, capacity / 2);
    private volatile ConcurrentDictionary<Tag, T> _young = new();
    private volatile ConcurrentDictionary<Tag, T> _old = new();
    private int _youngCount;

    public bool TryGet(Tag value, out T known)
    {
        if (_young.TryGetValue(value, out known)) return true;
        if (!_old.ContainsKey(value)) return false;
        lock (_lock)
        {
            // Another may have moved it, or put a later one in its place.
            if (_young.TryGetValue(value, out known)) return true;
            if (!_old.TryGetValue(value, out known)) return false;
            SetLocked(value, known);
            return true;
        }
    }

    public void Set(Tag value, T known)
    {
        lock (_lock) SetLocked(value, known);
    }

    private void SetLocked(Tag value, T known)
    {
        if (!_young.TryAdd(value, known))
        {
            _young[value] = known;
            return;
        }

        if (++_youngCount < _perGeneration) return;
        _old = _young;
        _young = new ConcurrentDictionary<Tag, T>();
        _youngCount = 0;
    }
}
