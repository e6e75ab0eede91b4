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
    /// <summary>The phase of the run with which the fault begins; null when it is there from the beginning: a cache in front.</summary>
    public string? Phase { get; init; } = "trying";

    /// <summary>Whether it is about what signing out leaves behind, and not about what another gets.</summary>
    public bool IsAboutSigningOut { get; init; }

    /// <summary>How often each account walks the journey, all after each other.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether it takes sign-ins while it lasts: the run then goes on, and signs accounts out and in.</summary>
    public bool NeedsSignIns { get; init; }

    /// <summary>Whether it lasts longer than others: the protected side refuses much for as long as the fault lasts, and is asked the more slowly for it.</summary>
    public bool IsLong { get; init; }

    public static IReadOnlyList<Incident> All { get; } =
    [
        new(new CacheturScenario(), "library", [Get("/dashboard")]) { NeedsSignIns = true },
        new(new TopCashbackScenario(), "library", [Get("/dashboard")]) { NeedsSignIns = true },
        new(new LoomExpressScenario(CacheKind.Nginx), "edge", [Get("/dashboard"), .. Enumerable.Range(0, 4).Select(i => Get(Portal.AssetOf(i)))]) { Phase = null },
        new(new AltinnScenario(), "library", [Get("/dashboard"), Get("/forms/income")]) { Phase = null },
        // What goes on behind the feature is to meet the next account's page, a few times.
        new(new GitHubScenario(), "library", [new Step { Method = "POST", Path = "/export" }, Get("/dashboard")]) { Times = 6 },
        new(new OpenAiScenario(), "library", [Get("/dashboard")]) { IsLong = true },
        new(new WyzeScenario(), "library", [Get("/dashboard")]),
        new(new ZombieScenario(), "library", [Get("/dashboard"), Get("/report")])
        {
            Phase = "signing out",
            IsAboutSigningOut = true,
        },
    ];

    public static Incident Find(string name) => All.Single(incident => incident.Replay.Name == name);

    private static Step Get(string path) => new() { Path = path };
}
