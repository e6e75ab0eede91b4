using System.Security.Cryptography;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Runs;

/// <summary>Texts of the probe's own, written into accounts when they are made or afterwards: what is in no other account cannot be there by chance.</summary>
internal sealed class PlantedMarkers(StepRunner steps, Scenario scenario, RunMemory memory, Coverage coverage)
{
    /// <summary>Letters and digits only, which every escape leaves as they are.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Length = 16;

    /// <summary>An account's texts, under what stands in the braces: <c>marker:bio</c>.</summary>
    public IReadOnlyDictionary<string, string> TextsOf(Account account) => memory.Texts.GetOrAdd(account, _ => scenario.SignUp.Concat(scenario.Plant)
        .SelectMany(step => step.Texts()).SelectMany(Placeholders.In)
        .Where(name => name.StartsWith(Placeholders.Marker, StringComparison.Ordinal)).Distinct()
        .ToDictionary(name => name, _ => "clk" + RandomNumberGenerator.GetString(Alphabet, Length)));

    public async Task PlantAsync(Account account, CancellationToken cancellationToken)
    {
        if (memory.IsPlanted(account))
            return;
        if (scenario.Plant.Count > 0)
        {
            var planted = await steps.RunAsync(account, scenario.Plant, "plant", Tactic.Plant, TextsOf(account), cancellationToken);
            if (planted.Problem is not null)
                coverage.Miss($"markers of {account.Name}", planted.Problem, "Mend the scenario's plant steps; without them leaks are found by what else is known of the account.");
            else
                memory.NotePlanted(account);
        }

        // Some may have been planted before something went wrong; one that was not is found nowhere.
        foreach (var (name, text) in TextsOf(account))
            memory.Markers.Add(new Marker(account.Name, $"planted {name[Placeholders.Marker.Length..]}", text, MarkerOrigin.Planted));
    }

    /// <summary>Values of the account that the scenario names as personal.</summary>
    public void AddGiven(Account account)
    {
        foreach (var name in scenario.Markers)
        {
            if (account.Values.GetValueOrDefault(name) is { } value && memory.Markers.Add(new Marker(account.Name, name, value, MarkerOrigin.Given)) is { } problem)
                coverage.Miss($"{account.Name}'s {name} as a marker", problem, "Give the account a value of its own there.");
        }
    }
}
