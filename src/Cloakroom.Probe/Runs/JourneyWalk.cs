using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Runs;

/// <summary>Walks the scenario's journeys with every account; the pages that are asked there are targets.</summary>
internal sealed class JourneyWalk(StepRunner steps, ProbeOptions options, Coverage coverage)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <returns>Pages, in the order of the journeys, and those where the scenario says who one is.</returns>
    public async Task<IReadOnlyList<Target>> WalkAsync(IReadOnlyList<Account> accounts, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Target>(StringComparer.Ordinal);
        foreach (var (name, journey) in options.Scenario.Journeys)
        {
            var byAccount = new List<HashSet<string>>();
            foreach (var account in accounts)
            {
                var walked = await steps.RunAsync(account, journey, $"journeys.{name}", Tactic.Journey, Nothing, cancellationToken);
                if (walked.Problem is not null)
                    coverage.Miss($"journey {name} of {account.Name}", walked.Problem, "Mend the journey; the pages after that step are not tried.");
                byAccount.Add([.. walked.Exchanges.Where(exchange => exchange.Request.Method == HttpMethod.Get && exchange.Failure is null).Select(exchange => exchange.Url.OriginalString)]);
            }

            // An address that only one of them has, such as an order's, is nothing that two could ask for.
            foreach (var url in byAccount.Aggregate((one, other) => [.. one.Intersect(other)]))
                found.TryAdd(url, new Target(new Uri(url), TargetKind.Page) { FoundIn = $"journey {name}" });
        }

        foreach (var rule in options.Scenario.Identity.Where(rule => !rule.Path.Contains('*', StringComparison.Ordinal)))
        {
            var url = new Uri(options.Site, rule.Path);
            found.TryAdd(url.OriginalString, new Target(url, TargetKind.Page) { FoundIn = "identity" });
        }

        return [.. found.Values];
    }
}
