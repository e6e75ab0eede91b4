using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Edge.Hosting;

/// <summary>Tells whatever distributes requests to leave this edge out from now on.</summary>
internal sealed class DrainHealthCheck(Drain drain) : IHealthCheck
{
    public const string Name = "cloakroom-edge-drain";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy("This edge is stopping.") : HealthCheckResult.Healthy("This edge is in service."));
}
