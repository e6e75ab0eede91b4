using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Without a server to send requests to, another edge should get them.</summary>
internal sealed class UpstreamHealthCheck(UpstreamPools pools) : IHealthCheck
{
    public const string Name = "cloakroom-edge-upstreams";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var upstreams = pools.Current?.Upstreams ?? [];
        var available = upstreams.Count(upstream => upstream.IsAvailable);
        return Task.FromResult(
            available == 0 ? HealthCheckResult.Unhealthy("No upstream answers.")
            : available < upstreams.Count ? HealthCheckResult.Degraded($"{available} of {upstreams.Count} upstreams answer.")
            : HealthCheckResult.Healthy($"{available} of {upstreams.Count} upstreams answer."));
    }
}
