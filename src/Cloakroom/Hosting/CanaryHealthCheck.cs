using Cloakroom.Control;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cloakroom.Hosting;

/// <summary>What the canary last read.</summary>
internal sealed class CanaryHealthCheck(Canary canary, CanaryGate gate, IOptions<CloakroomOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(canary.LastResult switch
        {
            _ when !options.Value.Canary.Enabled => HealthCheckResult.Healthy("The canary is switched off."),
            CanaryResult.Right when gate.IsSignInAllowed => HealthCheckResult.Healthy("The canary reads right."),
            CanaryResult.Right => HealthCheckResult.Degraded("The canary reads right again; sign-in opens after more of that."),
            CanaryResult.Wrong => new HealthCheckResult(context.Registration.FailureStatus, "The canary read back wrong: the store mixes sessions up. Sign-in is closed on this node."),
            CanaryResult.Unavailable => HealthCheckResult.Degraded("The canary could not ask the store."),
            _ => HealthCheckResult.Degraded("The canary has not run yet."),
        });
}
