using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios;

/// <summary>Runs requests of a scenario in the name of an account.</summary>
internal sealed class StepRunner(IProbeClient client, Uri site)
{
    /// <param name="account">In whose name.</param>
    /// <param name="steps">In order; ends at the first that fails.</param>
    /// <param name="place">Where they stand: <c>signIn</c>.</param>
    /// <param name="tactic">For the requests.</param>
    /// <param name="extra">Values beside those of the account, such as markers to plant.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<StepOutcome> RunAsync(
        Account account, IReadOnlyList<Step> steps, string place, string tactic, IReadOnlyDictionary<string, string> extra, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{client} {site}");
}

/// <param name="Problem">Null when all went well; otherwise step, what was expected and what came, without secrets: <c>signIn[1]: status 403 where one below 400 was expected</c>.</param>
/// <param name="Exchanges">In order, redirects included.</param>
/// <param name="Values">What was extracted.</param>
internal sealed record StepOutcome(string? Problem, IReadOnlyList<Exchange> Exchanges, IReadOnlyDictionary<string, string> Values);
