using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Cloakroom.Sessions;

/// <summary>Opened sessions on this node, bounded, without locks on the way in or out.</summary>
/// <remarks>
/// Two generations: when the young one is half the capacity, it becomes the old one and the old one is dropped; a hit in the old one moves
/// up. What is used stays, at the price of one dictionary look-up more for some hits.
/// </remarks>
internal sealed class NearCache(IOptions<CloakroomOptions> options, TimeProvider time)
{
    private readonly int _half = Math.Max(50, options.Value.NearCache.Capacity / 2);
    private readonly TimeSpan _lifetime = options.Value.NearCache.Lifetime;
    private ConcurrentDictionary<RecordKey, OpenSession> _young = new();
    private ConcurrentDictionary<RecordKey, OpenSession> _old = new();
    private int _youngCount;

    public bool IsEnabled { get; } = options.Value.NearCache.Enabled;

    public int Count => _young.Count + _old.Count;

    public bool TryGet(RecordKey cacheKey, out OpenSession session)
    {
        if (!_young.TryGetValue(cacheKey, out session!))
        {
            if (!_old.TryRemove(cacheKey, out session!))
                return false;
            Set(cacheKey, session);
        }

        if (time.GetElapsedTime(session.LoadedAt) < _lifetime)
            return true;
        Remove(cacheKey);
        return false;
    }

    public void Set(RecordKey cacheKey, OpenSession session)
    {
        if (!IsEnabled)
            return;
        var young = _young;
        if (!young.TryAdd(cacheKey, session))
        {
            young[cacheKey] = session;
            return;
        }

        if (Interlocked.Increment(ref _youngCount) < _half)
            return;
        // One thread turns the generations; entries that others add to the former young one meanwhile are simply old.
        if (Interlocked.CompareExchange(ref _young, new ConcurrentDictionary<RecordKey, OpenSession>(), young) == young)
        {
            Volatile.Write(ref _old, young);
            Volatile.Write(ref _youngCount, 0);
        }
    }

    public void Remove(RecordKey cacheKey)
    {
        if (_young.TryRemove(cacheKey, out _))
            Interlocked.Decrement(ref _youngCount);
        _old.TryRemove(cacheKey, out _);
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
        Volatile.Write(ref _youngCount, 0);
    }
}
