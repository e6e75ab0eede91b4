using Cloakroom.Probe.Scenarios;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Scenarios;
using ReplayScenario = Cloakroom.Replay.Scenarios.Scenario;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>One replay, and what the probe is told to walk there.</summary>
/// <param name="Replay">What happens.</param>
/// <param name="Protection">What protects the other side.</param>
/// <param name="Journey">Requests of an ordinary user.</param>
internal sealed record Incident(ReplayScenario Replay, string Protection, IReadOnlyList<Step> Journey)
{
    /// <summary>Why a probe cannot make it happen from outside; null when it can.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Whether the fault is there from the beginning: a cache in front. The others begin when everybody is signed in, as they did.</summary>
    public bool IsThereFromTheBeginning { get; init; }

    /// <summary>How often each account walks the journey, all after each other.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether it takes sign-ins while it lasts: the run then goes on, and signs accounts out and in.</summary>
    public bool NeedsSignIns { get; init; }

    public static IReadOnlyList<Incident> All { get; } =
    [
        new(new CacheturScenario(), "library", [Get("/dashboard")]) { NeedsSignIns = true },
        new(new TopCashbackScenario(), "library", [Get("/dashboard")]) { NeedsSignIns = true },
        new(new LoomExpressScenario(CacheKind.Nginx), "edge", [Get("/dashboard"), .. Enumerable.Range(0, 4).Select(i => Get(Portal.AssetOf(i)))]) { IsThereFromTheBeginning = true },
        new(new AltinnScenario(), "library", [Get("/dashboard"), Get("/forms/income")]) { IsThereFromTheBeginning = true },
        // What goes on behind the feature is to meet the next account's page, a few times.
        new(new GitHubScenario(), "library", [new Step { Method = "POST", Path = "/export" }, Get("/dashboard")]) { Times = 6 },
        new(new OpenAiScenario(), "library", [Get("/dashboard")]),
        new(new WyzeScenario(), "library", [Get("/dashboard")]),
        new(new ZombieScenario(), "library", [Get("/dashboard"), Get("/report")])
        {
            WhyNot = "the next person has to have the cookie that the first one left behind, and no account of the probe ever has another's",
        },
    ];

    public static Incident Find(string name) => All.Single(incident => incident.Replay.Name == name);

    private static Step Get(string path) => new() { Path = path };
}
