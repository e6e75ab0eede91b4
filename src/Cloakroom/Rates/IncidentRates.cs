using Cloakroom.Incidents;

namespace Cloakroom.Rates;

/// <summary>Which notices may have to do with an incident.</summary>
internal static class IncidentRates
{
    private const int Max = 100;

    // A notice looks back five minutes, is minutes late where little happens, and may come first.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    /// <summary>The notices from a quarter of an hour before an incident to a quarter of an hour after it, newest first, a hundred at most.</summary>
    public static ValueTask<IReadOnlyList<RateNotice>> ReadAsync(IRateStore store, Incident incident, CancellationToken cancellationToken) =>
        store.ReadRateNoticesAsync(incident.From - Margin, incident.To + Margin, Max, cancellationToken);
}
