namespace Cloakroom.Replay.Caches.Configurations;

internal static class ApacheConfigurations
{
    public static IReadOnlyList<CacheConfiguration> All { get; } =
    [
        Of("as it comes", "CacheEnable disk /"),
        Of("CacheIgnoreHeaders Set-Cookie", """
            CacheEnable disk /
            CacheIgnoreHeaders Set-Cookie
            """),
        Of("stores private and no-store", """
            CacheEnable disk /
            CacheStorePrivate On
            CacheStoreNoStore On
            CacheIgnoreNoLastMod On
            CacheDefaultExpire 600
            CacheLock on
            """),
        Of(CacheConfigurations.Recommended, RecommendedConfiguration.Read("httpd.conf")),
    ];

    private static CacheConfiguration Of(string name, string text) => new("Apache httpd", name, text, CacheServer.Apache);
}
