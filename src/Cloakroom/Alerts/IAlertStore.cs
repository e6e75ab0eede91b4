using Cloakroom.Control;

namespace Cloakroom.Alerts;

/// <summary>Where what is to be told waits until it is told.</summary>
/// <remarks>
/// Events come into it with what they are about (<see cref="Journal.IMixupStore.AppendMixupAsync"/>, <see cref="Incidents.IIncidentStore"/>), in the same transaction,
/// so that nothing is lost whatever dies in between. <see cref="AlertEvents"/> says which.
/// </remarks>
internal interface IAlertStore
{
    /// <summary>
    /// Hands out what is due to a destination, oldest first, of each incident only the first that is still pending, and nothing that another process holds. Of any number of
    /// processes that ask at once one gets it. A destination that is new is told what happened from <see cref="AlertLease.CatchUp"/> before on.
    /// </summary>
    ValueTask<IReadOnlyList<AlertDelivery>> LeaseAlertsAsync(AlertLease lease, CancellationToken cancellationToken);

    /// <summary>Writes down what came of an attempt. Durable on return.</summary>
    /// <returns>False when somebody else holds it by now. That it was delivered is written down all the same.</returns>
    ValueTask<bool> SettleAlertAsync(AlertSettlement settlement, CancellationToken cancellationToken);

    /// <summary>Whether it is this process's turn to say again to a destination which incidents are open.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="now">Now.</param>
    /// <param name="interval">How long the last turn must be past.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<bool> TakeAlertTurnAsync(string destination, DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken);

    /// <summary>Deliveries, newest first.</summary>
    /// <param name="state">Of one state only; null for all.</param>
    /// <param name="destination">Of one destination only; null for all.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<AlertDelivery>> ReadAlertsAsync(AlertState? state, string? destination, int max, CancellationToken cancellationToken);

    /// <summary>How each destination does that there ever was, by name.</summary>
    /// <param name="since">What <see cref="AlertTotals.DeadLately"/> counts from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<AlertTotals>> CountAlertsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Makes dead ones pending again, as if they were new. Audited when there are any. Durable on return.</summary>
    /// <param name="destination">Of one destination only; null for all.</param>
    /// <param name="entry">For the history; its time is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    ValueTask<int> RetryAlertsAsync(string? destination, ControlEntry entry, CancellationToken cancellationToken);
}
