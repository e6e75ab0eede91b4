using Cloakroom.Alerts;
using Cloakroom.Control;

namespace Cloakroom.Sessions;

/// <summary>What is to be told, and to whom it has been.</summary>
internal sealed partial class InMemoryStore
{
    private readonly List<AlertEvent> _alertEvents = [];
    private readonly HashSet<string> _alertIds = new(StringComparer.Ordinal);
    private readonly List<AlertRow> _alerts = [];
    private readonly SortedDictionary<string, AlertPlan> _alertPlans = new(StringComparer.Ordinal);

    // Of the first event in the list; a purge takes the oldest.
    private long _alertsPurged;

    public ValueTask<IReadOnlyList<AlertDelivery>> LeaseAlertsAsync(AlertLease lease, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<AlertDelivery>>(() =>
        {
            Plan(lease);
            var waiting = _alerts.Where(row => row.Delivery.Destination == lease.Destination && row.Delivery.State == AlertState.Pending);
            var due = waiting.DistinctBy(row => row.Delivery.Event.Incident.Id)
                .Where(row => IsPast(row.Delivery.NextAt, lease.Now) && (row.Token is null || IsPast(row.LeasedUntil, lease.Now)))
                .Take(lease.Max)
                .ToList();
            foreach (var row in due)
            {
                (row.Token, row.LeasedUntil) = (lease.Token, lease.Until);
            }

            return [.. due.Select(row => row.Delivery)];
        }, cancellationToken);

    public ValueTask<bool> SettleAlertAsync(AlertSettlement settlement, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var row = _alerts.Find(row => row.Delivery.Destination == settlement.Destination && row.Delivery.Event.Id == settlement.EventId);
            var isHeld = row?.Token == settlement.Token && row.Delivery.State == AlertState.Pending;
            if (row is null || row.Delivery.State == AlertState.Delivered || (!isHeld && settlement.State != AlertState.Delivered))
            {
                return false;
            }

            row.Token = null;
            if (settlement.Answer is { } answer)
            {
                row.Delivery = row.Delivery with
                {
                    State = settlement.State,
                    Attempts = row.Delivery.Attempts + 1,
                    NextAt = settlement.NextAt,
                    Answer = answer,
                    SettledAt = settlement.State == AlertState.Pending ? null : settlement.At,
                };
            }

            return isHeld;
        }, cancellationToken);

    public ValueTask<bool> TakeAlertTurnAsync(string destination, DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (!_alertPlans.TryGetValue(destination, out var plan) || (plan.TurnAt is { } last && !IsPast(last + interval, now)))
            {
                return false;
            }

            plan.TurnAt = now;
            return true;
        }, cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> ReadAlertsAsync(AlertState? state, string? destination, int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<AlertDelivery>>(
            () =>
            [
                .. Enumerable.Reverse(_alerts).Select(row => row.Delivery)
                    .Where(delivery => (state is null || delivery.State == state) && (destination is null || delivery.Destination == destination))
                    .OrderByDescending(delivery => NumberOf(delivery.Event)).ThenBy(delivery => delivery.Destination, StringComparer.Ordinal)
                    .Take(max),
            ],
            cancellationToken);

    public ValueTask<IReadOnlyList<AlertTotals>> CountAlertsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<AlertTotals>>(
            () =>
            [
                .. _alertPlans.Keys.Select(name =>
                {
                    var all = _alerts.Select(row => row.Delivery).Where(delivery => delivery.Destination == name).ToList();
                    return new AlertTotals(
                        name,
                        all.Count(delivery => delivery.State == AlertState.Pending),
                        all.Count(delivery => delivery.State == AlertState.Delivered),
                        all.Count(delivery => delivery.State == AlertState.Dead),
                        all.Count(delivery => delivery.State == AlertState.Dead && delivery.SettledAt >= since),
                        all.Where(delivery => delivery.State == AlertState.Pending).Min(delivery => (DateTimeOffset?)delivery.PlannedAt));
                }),
            ],
            cancellationToken);

    public ValueTask<int> RetryAlertsAsync(string? destination, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var dead = _alerts.Where(row => row.Delivery.State == AlertState.Dead && (destination is null || row.Delivery.Destination == destination)).ToList();
            foreach (var row in dead)
            {
                row.Delivery = row.Delivery with { State = AlertState.Pending, PlannedAt = entry.At, NextAt = entry.At, Attempts = 0, SettledAt = null };
            }

            if (dead.Count > 0)
            {
                _history.Add(entry);
            }

            return dead.Count;
        }, cancellationToken);

    private void Tell(AlertEvent happened)
    {
        if (_alertIds.Add(happened.Id))
        {
            _alertEvents.Add(happened);
        }
    }

    private void Plan(AlertLease lease)
    {
        if (!_alertPlans.TryGetValue(lease.Destination, out var plan))
        {
            _alertPlans.Add(lease.Destination, plan = new AlertPlan());
            plan.Next = _alertsPurged + _alertEvents.FindLastIndex(happened => happened.At < lease.Now - AlertLease.CatchUp) + 1;
        }

        for (plan.Next = Math.Max(plan.Next, _alertsPurged); plan.Next < _alertsPurged + _alertEvents.Count; plan.Next++)
        {
            _alerts.Add(new AlertRow(new AlertDelivery
            {
                Event = _alertEvents[(int)(plan.Next - _alertsPurged)],
                Destination = lease.Destination,
                State = AlertState.Pending,
                PlannedAt = lease.Now,
                NextAt = lease.Now,
            }));
        }
    }

    private void PurgeAlerts(DateTimeOffset before)
    {
        var old = _alertEvents.TakeWhile(happened =>
            happened.At < before && !_alerts.Exists(row => row.Delivery.State == AlertState.Pending && row.Delivery.Event.Id == happened.Id)).ToList();
        foreach (var happened in old)
        {
            _alertIds.Remove(happened.Id);
            _alerts.RemoveAll(row => row.Delivery.Event.Id == happened.Id);
        }

        _alertEvents.RemoveRange(0, old.Count);
        _alertsPurged += old.Count;
    }

    private int NumberOf(AlertEvent happened) => _alertEvents.FindIndex(known => known.Id == happened.Id);

    private static bool IsPast(DateTimeOffset moment, DateTimeOffset now) => moment <= now || moment > now + AlertLease.Horizon;

    private sealed class AlertPlan
    {
        public long Next { get; set; }

        public DateTimeOffset? TurnAt { get; set; }
    }

    private sealed class AlertRow(AlertDelivery delivery)
    {
        public AlertDelivery Delivery { get; set; } = delivery;

        public string? Token { get; set; }

        public DateTimeOffset LeasedUntil { get; set; }
    }
}
