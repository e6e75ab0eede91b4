namespace Cloakroom.Replay.Caches.Configurations;

internal static class TrafficServerConfigurations
{
    public static IReadOnlyList<CacheConfiguration> All { get; } =
    [
        Of("as it comes", "# An accelerator without further rules."),
        Of("ttl-in-cache", """
            # cache.config
            url_regex=.* ttl-in-cache=10m
            """),
        Of("no responses to cookies", """
            # records.config
            CONFIG proxy.config.http.cache.cache_responses_to_cookies INT 0
            """),
        Of(CacheConfigurations.Recommended, RecommendedConfiguration.Read("trafficserver.config")),
    ];

    private static CacheConfiguration Of(string name, string text) => new("Traffic Server", name, text, CacheServer.TrafficServer);
}
