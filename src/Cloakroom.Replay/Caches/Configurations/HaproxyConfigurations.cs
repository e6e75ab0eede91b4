namespace Cloakroom.Replay.Caches.Configurations;

internal static class HaproxyConfigurations
{
    public static IReadOnlyList<CacheConfiguration> All { get; } =
    [
        Of("as it comes", """
            http-request cache-use shared
            http-response cache-store shared
            """),
        Of("option checkcache", """
            option checkcache
            http-request cache-use shared
            http-response cache-store shared
            """),
        Of(CacheConfigurations.Recommended, RecommendedConfiguration.Read("haproxy.cfg")),
    ];

    private static CacheConfiguration Of(string name, string text) => new("HAProxy", name, text, CacheServer.Haproxy);
}
