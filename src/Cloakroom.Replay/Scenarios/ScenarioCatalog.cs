using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Scenarios;

/// <summary>All scenarios, in the order of their stories: the store, the caches, the request, the pool, the revocation.</summary>
internal static class ScenarioCatalog
{
    /// <summary>Those of the library.</summary>
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

    /// <summary>Those of a guard. Before the edge, Loom's is there once for each cache.</summary>
    public static IReadOnlyList<Scenario> Of(Guard guard, CacheKind cache) => guard == Guard.Library
        ? All
        : [new CacheturPhpScenario(), .. FrontCache.All(cache).Select(kind => new LoomExpressScenario(kind))];
}
