using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Sessions;

/// <summary>The uses in memory: the newest million sums.</summary>
internal sealed partial class InMemoryStore
{
    private const int MaxUses = 1_000_000;
    private const int MaxBatches = 10_000;

    private readonly SortedDictionary<long, Dictionary<UseKey, Use>> _uses = [];
    private readonly HashSet<UInt128> _batches = [];
    private readonly Queue<UInt128> _batchesInOrder = new();
    private int _useCount;

    public ValueTask AppendUsesAsync(UInt128 batch, IReadOnlyList<Use> uses, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (!_batches.Add(batch))
            {
                return;
            }

            _batchesInOrder.Enqueue(batch);
            if (_batchesInOrder.Count > MaxBatches)
            {
                _batches.Remove(_batchesInOrder.Dequeue());
            }

            foreach (var use in uses)
            {
                Add(use);
                Count(new MinuteTotals(use.Minute, use.Count, use.Key.IsForeign ? use.Count : 0, 0, 0));
            }

            while (_useCount > MaxUses)
            {
                RemoveMinute(_uses.First().Key);
            }
        }, cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadForeignUsesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<Use>>(() => [.. UsesBetween(from, to).Where(use => use.Key.IsForeign).Take(max)], cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadUsesAsync(
        IReadOnlyCollection<UInt128> sessions, DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken)
    {
        var wanted = sessions.ToHashSet();
        return Locked<IReadOnlyList<Use>>(() => [.. UsesBetween(from, to).Where(use => wanted.Contains(use.Key.Session)).Take(max)], cancellationToken);
    }

    public ValueTask<UseTotals> CountUsesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var all = UsesBetween(from, to).ToList();
            var tenants = _records.All
                .Where(record => record.Tenant is not null && record.CreatedAt <= to && (record.EndedAt ?? record.LastSeenAt + record.IdleTimeout) >= from)
                .Select(record => record.Tenant)
                .Distinct();
            return new UseTotals(all.Select(use => use.Key.Session).Distinct().Count(), all.Sum(use => (long)use.Count)) { Tenants = tenants.Count() };
        }, cancellationToken);

    public ValueTask<int> EraseUsesAsync(IReadOnlyCollection<UInt128> sessions, CancellationToken cancellationToken)
    {
        var gone = sessions.ToHashSet();
        return Locked(() =>
        {
            var before = _useCount;
            foreach (var minute in _uses.Values)
            {
                foreach (var key in minute.Keys.Where(key => gone.Contains(key.Session) || gone.Contains(key.Presenter)).ToList())
                {
                    minute.Remove(key);
                    _useCount--;
                }
            }

            return before - _useCount;
        }, cancellationToken);
    }

    private void Add(Use use)
    {
        if (!_uses.TryGetValue(use.Minute, out var minute))
        {
            _uses.Add(use.Minute, minute = []);
        }

        if (!minute.TryGetValue(use.Key, out var known))
        {
            _useCount++;
            minute.Add(use.Key, use with { Writes = [.. use.Writes] });
            return;
        }

        minute[use.Key] = new Use(
            use.Key,
            known.First < use.First ? known.First : use.First,
            known.Last > use.Last ? known.Last : use.Last,
            known.Count + use.Count,
            known.UnsafeCount + use.UnsafeCount,
            [.. known.Writes, .. use.Writes]);
    }

    private IEnumerable<Use> UsesBetween(DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (Use.MinuteOf(from), Use.MinuteOf(to));
        return _uses.Where(minute => minute.Key >= first && minute.Key <= last).SelectMany(minute => minute.Value.Values);
    }

    private int PurgeUses(DateTimeOffset before)
    {
        PurgeMinutes(before);
        var count = _useCount;
        foreach (var minute in _uses.Keys.TakeWhile(minute => minute < Use.MinuteOf(before)).ToList())
        {
            RemoveMinute(minute);
        }

        return count - _useCount;
    }

    private void RemoveMinute(long minute)
    {
        _useCount -= _uses[minute].Count;
        _uses.Remove(minute);
    }
}
