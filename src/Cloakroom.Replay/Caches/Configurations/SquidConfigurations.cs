namespace Cloakroom.Replay.Caches.Configurations;

internal static class SquidConfigurations
{
    public static IReadOnlyList<CacheConfiguration> All { get; } =
    [
        Of("as it comes", "# An accelerator without further rules."),
        Of("collapsed_forwarding", "collapsed_forwarding on"),
        Of("overrides everything", """
            refresh_pattern . 10 100% 10 override-expire override-lastmod ignore-no-store ignore-private ignore-reload
            collapsed_forwarding on
            """),
        Of(CacheConfigurations.Recommended, RecommendedConfiguration.Read("squid.conf")),
    ];

    private static CacheConfiguration Of(string name, string text) => new("Squid", name, text, CacheServer.Squid);
}
