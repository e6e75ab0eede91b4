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
        Of(CacheConfigurations.Recommended, """
            http-request set-var(txn.asset) bool(true) if { path_end .js .css .svg .png .woff2 }
            http-request del-header Cookie if { var(txn.asset) -m bool }
            http-request cache-use shared if { var(txn.asset) -m bool }
            http-response del-header Set-Cookie if { var(txn.asset) -m bool }
            http-response cache-store shared if { var(txn.asset) -m bool }
            """),
    ];

    private static CacheConfiguration Of(string name, string text) => new("HAProxy", name, text, CacheServer.Haproxy);
}
