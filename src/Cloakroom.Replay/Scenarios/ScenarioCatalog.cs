using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Scenarios;

/// <summary>All scenarios, in the order of their stories: the store, the caches, the request, the pool, the revocation.</summary>
internal static class ScenarioCatalog
{
    private const string NamesNobody = "a record opens with its own secrets alone, and names nobody when it does not";
    private const string MadeBehindIt = "the right cookie goes in, and the wrong page is made behind it";

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
    public static IReadOnlyList<Scenario> Of(Guard guard, CacheKind cache) => guard switch
    {
        Guard.Library => All,
        Guard.Edge => [new CacheturPhpScenario(), .. FrontCache.All(cache).Select(kind => new LoomExpressScenario(kind))],
        _ => Watched,
    };

    /// <summary>Each incident twice: watched from inside the application, and from in front of it. No row is left out where a watcher sees nothing.</summary>
    public static IReadOnlyList<Scenario> Watched { get; } =
    [
        new WatchedScenario(new CacheturScenario(), Watcher.Library, Sight.Blocked, NamesNobody),
        new WatchedScenario(new CacheturIdentifierScenario(), Watcher.Edge, Sight.Exposed),
        new WatchedScenario(new TopCashbackScenario(), Watcher.Library, Sight.Blocked, NamesNobody),
        new WatchedScenario(new TopCashbackIdentifierScenario(), Watcher.Edge, Sight.Exposed),
        new WatchedScenario(new LoomScenario(), Watcher.Library, Sight.Blocked, "no cookie is renewed by cookie, so none is there to be cached"),
        new WatchedScenario(new LoomScenario(), Watcher.Edge, Sight.Exposed),
        new WatchedScenario(new AltinnScenario(), Watcher.Library, Sight.Prevented, "what was made for a session is no-store in any mode"),
        new WatchedScenario(new AltinnScenario(), Watcher.Edge, Sight.Prevented, "what was made for a session is private in any mode"),
        new WatchedScenario(new GitHubScenario(), Watcher.Library, Sight.Exposed),
        new WatchedScenario(new GitHubScenario(), Watcher.Edge, Sight.NotVisible, "a cookie never seen before, in an answer that the application made: from outside, a sign-in"),
        new WatchedScenario(new OpenAiScenario(), Watcher.Library, Sight.Blocked, NamesNobody),
        new WatchedScenario(new OpenAiScenario(), Watcher.Edge, Sight.NotVisible, MadeBehindIt),
        new WatchedScenario(new WyzeScenario(), Watcher.Library, Sight.Blocked, NamesNobody),
        new WatchedScenario(new WyzeScenario(), Watcher.Edge, Sight.NotVisible, MadeBehindIt),
        new WatchedScenario(new ZombieScenario(), Watcher.Library, Sight.Prevented, "a session that was ended stays ended in any mode"),
        new WatchedScenario(new ZombieScenario(), Watcher.Edge, Sight.NotVisible, "both people use one browser, with one binding"),
    ];
}
