namespace Cloakroom.Journal;

/// <summary>Adds up uses of one key until somebody takes them to the store.</summary>
/// <remarks>Whoever uses a session keeps hold of its cell, so that a use is a lock that nobody else wants and five additions.</remarks>
internal sealed class UseCell(UseKey key)
{
    /// <summary>Past this many within one interval, a use is counted and its trace is not kept.</summary>
    public const int MaxWrites = 1_000;

    private const long MillisecondsPerMinute = 60_000;

    private readonly Lock _lock = new();
    private long _firstMs;
    private long _lastMs;
    private int _count;
    private int _unsafeCount;
    private List<UnsafeUse>? _writes;
    private bool _isRetired;

    public UseKey Key => key;

    public bool IsRetired => Volatile.Read(ref _isRetired);

    /// <param name="nowMs">When, in milliseconds since 1970.</param>
    /// <param name="isUnsafe">Whether it may write.</param>
    /// <param name="trace">Of a use that may write: its trace, or 0.</param>
    /// <param name="finished">What had been added up in another minute and must be kept apart; null mostly.</param>
    /// <returns>False when the cell takes no more, and another must be found.</returns>
    public bool TryAdd(long nowMs, bool isUnsafe, UInt128 trace, out Use? finished)
    {
        finished = null;
        lock (_lock)
        {
            if (_isRetired)
                return false;
            if (_count > 0 && _firstMs / MillisecondsPerMinute != nowMs / MillisecondsPerMinute)
                finished = Take();
            if (_count++ == 0)
                (_firstMs, _lastMs) = (nowMs, nowMs);
            // Of two at once, the earlier may come later.
            _firstMs = Math.Min(_firstMs, nowMs);
            _lastMs = Math.Max(_lastMs, nowMs);
            if (isUnsafe)
            {
                _unsafeCount++;
                if (trace != 0 && (_writes ??= []).Count < MaxWrites)
                    _writes.Add(new UnsafeUse(DateTimeOffset.FromUnixTimeMilliseconds(nowMs), trace));
            }

            return true;
        }
    }

    /// <summary>Takes what has been added up. A cell that has not been used since the last time is retired, and takes no more.</summary>
    /// <returns>Null when there was nothing.</returns>
    public Use? TakeOrRetire()
    {
        lock (_lock)
        {
            if (_count > 0)
                return Take();
            _isRetired = true;
            return null;
        }
    }

    private Use Take()
    {
        var use = new Use(
            key, DateTimeOffset.FromUnixTimeMilliseconds(_firstMs), DateTimeOffset.FromUnixTimeMilliseconds(_lastMs), _count, _unsafeCount, _writes ?? (IReadOnlyList<UnsafeUse>)[]);
        (_count, _unsafeCount, _writes) = (0, 0, null);
        return use;
    }
}
