using System.Collections.Concurrent;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Issuing;

/// <summary>Issues that the store has confirmed as durable, so that a rolling cookie costs no store call. Bounded: about the last used are kept.</summary>
/// <remarks>
/// Two generations: when the young one is full it becomes the old one, and what is asked for out of the old one moves to the young one.
/// Reading the young one takes no lock.
/// </remarks>
internal sealed class ConfirmedIssues(int capacity)
{
    private readonly Lock _lock = new();
    private readonly int _perGeneration = Math.Max(1, capacity / 2);
    private volatile ConcurrentDictionary<Tag, ConfirmedIssue> _young = new();
    private volatile ConcurrentDictionary<Tag, ConfirmedIssue> _old = new();
    private int _youngCount;

    public bool TryGet(Tag value, out ConfirmedIssue issue)
    {
        if (_young.TryGetValue(value, out issue)) return true;
        if (!_old.ContainsKey(value)) return false;
        lock (_lock)
        {
            // Another may have moved it, or put a later one in its place.
            if (_young.TryGetValue(value, out issue)) return true;
            if (!_old.TryGetValue(value, out issue)) return false;
            SetLocked(value, issue);
            return true;
        }
    }

    public void Set(Tag value, ConfirmedIssue issue)
    {
        lock (_lock) SetLocked(value, issue);
    }

    private void SetLocked(Tag value, ConfirmedIssue issue)
    {
        if (!_young.TryAdd(value, issue))
        {
            _young[value] = issue;
            return;
        }

        if (++_youngCount < _perGeneration) return;
        _old = _young;
        _young = new ConcurrentDictionary<Tag, ConfirmedIssue>();
        _youngCount = 0;
    }
}

/// <param name="Binding">Whose the value is.</param>
/// <param name="At">When the store was asked.</param>
internal readonly record struct ConfirmedIssue(Tag Binding, DateTimeOffset At);
