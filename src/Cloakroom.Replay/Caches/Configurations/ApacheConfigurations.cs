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
        Of(CacheConfigurations.Recommended, """
            CacheQuickHandler off
            <LocationMatch "\.(?:js|css|svg|png|woff2)$">
              RequestHeader unset Cookie
              Header unset Set-Cookie
              CacheEnable disk
            </LocationMatch>
            CacheIgnoreHeaders Set-Cookie
            """),
    ];

    private static CacheConfiguration Of(string name, string text) => new("Apache httpd", name, text, CacheServer.Apache);
}
