using Cloakroom.Control;
using Cloakroom.Edge.Issuing;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Edge.Control;

/// <summary>What is not known while the shared store is down, which does not keep the edge from serving: degraded, not unhealthy.</summary>
internal sealed class EdgeStoreHealthCheck(EdgeControl control, IssueLedger ledger, MixupJournal journal, IncidentPolicies policies) : IHealthCheck
{
    public const string Name = "cloakroom-edge-store";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var view = control.View;
        var data = new Dictionary<string, object>
        {
            ["mode"] = view.Mode.Mode.ToString(),
            ["revision"] = view.Revision,
            ["issuesWaiting"] = ledger.Waiting,
            ["mixupsLost"] = journal.Lost,
            ["mixupsWaiting"] = journal.Waiting,
        };
        var why = string.Join(' ', Problems(view));
        return Task.FromResult(why.Length == 0
            ? HealthCheckResult.Healthy("The shared store answers.", data)
            : HealthCheckResult.Degraded(why, data: data));
    }

    private IEnumerable<string> Problems(EdgeControlView view)
    {
        if (control.StaleSince is { } stale) yield return $"Mode and revocations are as of {stale:u}: the shared store cannot be read.";
        if (ledger.DownSince is { } down) yield return $"Since {down:u} session values are issued without asking the shared store; {ledger.Waiting} wait.";
        if (journal.Waiting > 0) yield return $"{journal.Waiting} mix-ups wait for the store.";
        if (journal.Lost > 0) yield return $"{journal.Lost} mix-ups could not be made durable since start.";
        if (policies.FailingSince is { } failing) yield return $"Policies on incidents could not be looked after since {failing:u}.";
        if (view.Mode.Mode != CloakroomMode.Open) yield return $"The mode is {view.Mode.Mode}, set by {view.Mode.By}: {view.Mode.Why}";
    }
}
