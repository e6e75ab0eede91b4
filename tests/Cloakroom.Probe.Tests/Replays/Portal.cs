using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>The application of the replays, as the probe knows it.</summary>
internal static class Portal
{
    public static string AssetOf(int i) => AssetFolder.Chunk(0, i);

    public static Account AccountOf(Member member, int number) => new(
        $"member-{number + 1}",
        new Dictionary<string, string> { ["member"] = member.Id, ["fullName"] = member.Name, ["secret"] = member.Secret });

    public static Scenario ScenarioWith(Incident incident, IReadOnlyList<Account> accounts) =>
        ScenarioFile.Read(Path.Combine(AppContext.BaseDirectory, "Replays", "portal.json"), _ => null, [.. accounts.Select(account => account.Values)])
            with
        {
            Journeys = Enumerable.Range(1, incident.Times).ToDictionary(i => $"look-{i}", _ => incident.Journey),
        };
}
