namespace Cloakroom.Replay.Scenarios;

/// <summary>All scenarios, in the order of their stories: the store, the caches, the request, the pool, the revocation.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new CacheturScenario(),
        new TopCashbackScenario(),
        new LoomScenario(),
        new AltinnScenario(),
        new GitHubScenario(),
        new OpenAiScenario(),
        new WyzeScenario(),
        new ZombieScenario(),
    ];
}
