using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Alerts.Sending;

/// <summary>Sends to one destination. Each has its own, so that one that hangs holds up no other.</summary>
internal sealed class AlertLane(
    AlertDestinationOptions destination, IAlertTarget target, ICloakroomStore store, StoreCalls calls, AlertSignal signal, TimeProvider time, Telemetry telemetry, ILogger logger)
{
    /// <summary>How soon it is found what another process reported.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any attempt takes; what a process that died was about is sent by another after this.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(1);

    private const int MaxAtOnce = 4;
    private const int MaxRepeated = 100;

    private readonly HashSet<string> _mute = new(destination.Mute, StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset _turnAt = DateTimeOffset.MinValue;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = signal.Next;
            var isBusy = false;
            try
            {
                isBusy = await SendDueAsync(cancellationToken);
                await RepeatAsync(cancellationToken);
            }
            catch (Exception e) when (e is CloakroomException or OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (CloakroomException)
            {
                // The store is down, which its calls have logged; what is to be sent waits in it.
            }
#pragma warning disable CA1031 // A lane that ended would be silence.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.AlertLaneFailed(logger, destination.Name, e);
            }

            if (!isBusy)
                await WaitAsync(next, cancellationToken);
        }
    }

    /// <summary>Sends what is due now.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        var now = Now();
        var lease = new AlertLease(destination.Name, PublicId.Create(), now, now + LeaseTime, MaxAtOnce);
        var due = await calls.WriteAsync("lease-alerts", token => store.LeaseAlertsAsync(lease, token), cancellationToken);
        await Task.WhenAll(due.Select(delivery => SendAsync(delivery, lease.Token, cancellationToken)));
        return due.Count > 0;
    }

    private async Task SendAsync(AlertDelivery delivery, string token, CancellationToken cancellationToken)
    {
        if (!IsWanted(delivery.Event))
        {
            await SettleAsync(delivery, token, AlertState.Muted, Now(), "not wanted here");
            return;
        }

        AlertOutcome outcome;
        try
        {
            outcome = await target.SendAsync(delivery.Event, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Somebody else can have it at once.
            await SettleAsync(delivery, token, AlertState.Pending, delivery.NextAt, answer: null);
            throw;
        }

        await SettleAsync(delivery, token, outcome);
    }

    private async Task SettleAsync(AlertDelivery delivery, string token, AlertOutcome outcome)
    {
        var now = Now();
        var attempts = delivery.Attempts + 1;
        switch (outcome.Result)
        {
            case AlertResult.Delivered:
                // First of all, so that a process that dies now has not sent in vain.
                await SettleAsync(delivery, token, AlertState.Delivered, now, outcome.Answer);
                telemetry.Alert(destination.Name, "delivered", now - delivery.Event.At);
                Log.AlertDelivered(logger, destination.Name, delivery.Event.Kind, delivery.Event.Incident.Id, attempts);
                break;
            case AlertResult.Failed when now - delivery.PlannedAt < AlertBackoff.Lifetime:
                var next = now + AlertBackoff.After(attempts, outcome.RetryAfter);
                await SettleAsync(delivery, token, AlertState.Pending, next.TruncateToMilliseconds(), outcome.Answer);
                telemetry.Alert(destination.Name, "failed");
                Log.AlertFailed(logger, destination.Name, delivery.Event.Kind, delivery.Event.Incident.Id, attempts, outcome.Answer, next);
                break;
            default:
                await SettleAsync(delivery, token, AlertState.Dead, now, outcome.Answer);
                telemetry.Alert(destination.Name, "dead");
                Log.AlertDead(logger, destination.Name, delivery.Event.Kind, delivery.Event.Incident.Id, attempts, outcome.Answer);
                break;
        }
    }

    // Not cancelled by a stop: what was sent is written down.
    private Task<bool> SettleAsync(AlertDelivery delivery, string token, AlertState state, DateTimeOffset nextAt, string? answer) => calls.WriteAsync(
        "settle-alert",
        inner => store.SettleAlertAsync(new AlertSettlement(destination.Name, delivery.Event.Id, token, state, Now(), nextAt, answer), inner),
        CancellationToken.None);

    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        var now = Now();
        // Asked of the store only when it could be: of all processes one does it.
        if (target.RepeatInterval is not { } interval || (now >= _turnAt && now < _turnAt + interval))
            return;
        _turnAt = now;
        if (!await calls.WriteAsync("take-alert-turn", token => store.TakeAlertTurnAsync(destination.Name, now, interval, token), cancellationToken))
            return;
        var incidents = await calls.ReadAsync("read-incidents", token => store.ReadIncidentsAsync(MaxRepeated, token), cancellationToken);
        var open = incidents.Where(incident => incident.Status == IncidentStatus.Open && IsWanted(incident)).ToList();
        if (open.Count > 0 && await target.RepeatAsync(open, cancellationToken) is { Result: not AlertResult.Delivered } failed)
            Log.AlertRepeatFailed(logger, destination.Name, failed.Answer);
    }

    private bool IsWanted(AlertEvent happened) => IsWanted(happened.Incident) && happened.Kind switch
    {
        AlertEventKind.Escalated => destination.Escalations,
        AlertEventKind.Closed => destination.Closings,
        _ => true,
    };

    private bool IsWanted(Incident incident) => incident.Cause is not { } cause || !_mute.Contains(cause.Kind.Code());

    private async Task WaitAsync(Task next, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(Interval, time, stop.Token));
        await stop.CancelAsync();
    }

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMilliseconds();
}
