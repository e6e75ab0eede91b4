using Cloakroom.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cloakroom.Alerts;

/// <summary>Whether those who are to be told of incidents can be: degraded when they cannot, since requests are served all the same.</summary>
internal sealed class AlertHealthCheck(ICloakroomStore store, StoreCalls calls, IOptions<CloakroomOptions> options, TimeProvider time) : IHealthCheck
{
    public const string Name = "cloakroom-alerts";

    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var names = options.Value.Alerts.Destinations.Select(destination => destination.Name).ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0)
            return HealthCheckResult.Healthy("Nobody is told of incidents: no destination is configured.");
        IReadOnlyList<AlertTotals> all;
        var now = time.GetUtcNow();
        try
        {
            all = await calls.ReadAsync("count-alerts", token => store.CountAlertsAsync(now - Lately, token), cancellationToken);
        }
        catch (CloakroomException)
        {
            return HealthCheckResult.Degraded("The store does not say which alerts wait.");
        }

        var data = new Dictionary<string, object>();
        var problems = new List<string>();
        foreach (var totals in all.Where(totals => names.Contains(totals.Destination)))
        {
            data[$"{totals.Destination}:pending"] = totals.Pending;
            data[$"{totals.Destination}:dead"] = totals.Dead;
            if (totals.DeadLately > 0)
                problems.Add($"{totals.Destination} was not told of {totals.DeadLately} in the last day (cloakroom alert list).");
            if (totals.OldestPending is { } oldest && now - oldest > Late)
                problems.Add($"{totals.Destination} takes nothing since {oldest:u}; {totals.Pending} wait.");
        }

        return problems.Count == 0 ? HealthCheckResult.Healthy("Alerts arrive.", data) : HealthCheckResult.Degraded(string.Join(' ', problems), data: data);
    }
}
