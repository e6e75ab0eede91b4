using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Hosting;

/// <summary>Whether the store answers, which mode is in force, and whether any mix-up was lost or waits.</summary>
internal sealed class StoreHealthCheck(ICloakroomStore store, ControlFeed feed, MixupJournal journal, IncidentPolicies policies) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await feed.ConfirmAsync(cancellationToken);
        }
        catch (CloakroomException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store '{store.Name}' does not answer: {e.Message}");
        }

        var data = new Dictionary<string, object>
        {
            ["store"] = store.Name,
            ["mode"] = feed.Mode.Mode.ToString(),
            ["mixupsLost"] = journal.Lost,
            ["mixupsWaiting"] = journal.Waiting,
        };
        if (policies.FailingSince is { } failing)
            return HealthCheckResult.Degraded($"Policies on incidents could not be looked after since {failing:u}.", data: data);
        if (journal.Waiting > 0)
            return HealthCheckResult.Degraded($"{journal.Waiting} mix-ups wait for the store.", data: data);
        return journal.Lost > 0
            ? HealthCheckResult.Degraded($"{journal.Lost} mix-ups could not be made durable since start.", data: data)
            : feed.Mode.Mode != CloakroomMode.Open
                ? HealthCheckResult.Degraded($"The mode is {feed.Mode.Mode}, set by {feed.Mode.By}: {feed.Mode.Why}", data: data)
                : HealthCheckResult.Healthy($"The store '{store.Name}' answers.", data);
    }
}
