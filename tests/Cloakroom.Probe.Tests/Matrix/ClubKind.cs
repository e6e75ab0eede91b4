using Cloakroom.Probe.Scenarios;
using Cloakroom.Replay.Applications;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>What the club's site is written in.</summary>
/// <param name="Title">As the tables say it.</param>
/// <param name="Folder">Where its scenario is.</param>
/// <param name="WhyUnavailable">What is missing on this machine; null when it can run.</param>
/// <param name="StartAsync">Starts one for these members.</param>
internal sealed record ClubKind(string Title, string Folder, Func<string?> WhyUnavailable, Func<IReadOnlyList<ClubMember>, CancellationToken, Task<IClub>> StartAsync)
{
    public static ClubKind Express { get; } =
        new("Express", "express", () => Prerequisites.WhyUnavailable(ApplicationKind.ExpressSession), async (members, stop) => await ExpressClub.StartAsync(members, stop));

    public static ClubKind AspNetCore { get; } = new("ASP.NET Core", "aspnet", () => null, async (members, stop) => await AspNetClub.StartAsync(members, stop));

    public static IReadOnlyList<ClubKind> All { get; } = [Express, AspNetCore];

    public static ClubKind Find(string title) => All.Single(kind => kind.Title == title);

    /// <summary>What the probe is told of it.</summary>
    public Scenario ReadScenario() => ScenarioFile.Read(Path.Combine(AppContext.BaseDirectory, "Matrix", Folder, "scenario.json"), _ => null, [.. ClubMember.Two().Select(member => member.ToAccount().Values)]);

    public override string ToString() => Title;
}
