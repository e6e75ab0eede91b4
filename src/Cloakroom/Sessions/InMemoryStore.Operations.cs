using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Sessions;

/// <summary>What operators ask.</summary>
internal sealed partial class InMemoryStore
{
    private readonly SortedDictionary<long, MinuteTotals> _minutes = [];

    public ValueTask<IReadOnlyList<MinuteTotals>> ReadMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, last) = (Use.MinuteOf(from), Use.MinuteOf(to));
        return Locked<IReadOnlyList<MinuteTotals>>(() => [.. _minutes.Values.Where(minute => minute.Minute >= first && minute.Minute <= last)], cancellationToken);
    }

    public ValueTask<FiledMixup?> FindMixupAsync(string id, CancellationToken cancellationToken) =>
        Locked(() => _mixups.Find(mixup => mixup.Id == id) is { } found ? new FiledMixup(found, _incidentsOfMixups[id]) : null, cancellationToken);

    public ValueTask<SessionRecord?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        Locked(() => _records.WithId(id).FirstOrDefault() is { } record ? Copy(record) : null, cancellationToken);

    public ValueTask<int> CountLiveAsync(EpochScope scope, string? name, DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        Locked(
            () => _records.All
                .Where(record => scope == EpochScope.All || name == (scope == EpochScope.Tenant ? record.Tenant : record.Subject))
                .Where(record => record.Status == RecordStatus.Live && IsInUse(record, now))
                .Take(max)
                .Count(),
            cancellationToken);

    public ValueTask<bool> RevokeByIdAsync(string subject, string id, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var ended = RevokeSession(id, entry.At, of: subject);
            if (ended)
            {
                _history.Add(entry);
            }

            return ended;
        }, cancellationToken);

    private void Count(MinuteTotals totals) => _minutes[totals.Minute] = _minutes.GetValueOrDefault(totals.Minute, new MinuteTotals(totals.Minute, 0, 0, 0, 0)) + totals;

    private void PurgeMinutes(DateTimeOffset before)
    {
        foreach (var minute in _minutes.Keys.TakeWhile(minute => minute < Use.MinuteOf(before)).ToList())
        {
            _minutes.Remove(minute);
        }
    }
}
