using System.Security.Cryptography;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Runs;

/// <summary>Texts of the probe's own, written into accounts: what is in no other account cannot be there by chance.</summary>
internal sealed class PlantedMarkers(StepRunner steps, Scenario scenario, MarkerBook book, Coverage coverage)
{
    /// <summary>Letters and digits only, which every escape leaves as they are.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Length = 16;
    private const string Prefix = "marker:";

    public async Task PlantAsync(Account account, CancellationToken cancellationToken)
    {
        if (scenario.Plant.Count == 0)
            return;
        var texts = Placeholders.In(scenario.Plant).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Distinct()
            .ToDictionary(name => name, _ => "clk" + RandomNumberGenerator.GetString(Alphabet, Length));
        var planted = await steps.RunAsync(account, scenario.Plant, "plant", Tactic.Plant, texts, cancellationToken);
        if (planted.Problem is not null)
            coverage.Miss($"markers of {account.Name}", planted.Problem, "Mend the scenario's plant steps; without them leaks are found by what else is known of the account.");
        // Those of the steps before it may have been planted all the same; what was not is found nowhere.
        foreach (var (name, text) in texts)
            book.Add(new Marker(account.Name, $"planted {name[Prefix.Length..]}", text, MarkerOrigin.Planted));
    }
}
