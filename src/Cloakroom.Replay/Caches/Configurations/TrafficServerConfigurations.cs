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
        Of(CacheConfigurations.Recommended, """
            # plugin.config
            header_rewrite.so header_rewrite.config
            # header_rewrite.config
            cond %{READ_REQUEST_HDR_HOOK} [AND]
            cond %{CLIENT-URL:PATH} /\.(js|css|svg|png|woff2)$/ [NOT]
              set-config proxy.config.http.cache.http 0

            cond %{READ_REQUEST_HDR_HOOK} [AND]
            cond %{CLIENT-URL:PATH} /\.(js|css|svg|png|woff2)$/
              rm-header Cookie

            cond %{READ_RESPONSE_HDR_HOOK} [AND]
            cond %{CLIENT-URL:PATH} /\.(js|css|svg|png|woff2)$/
              rm-header Set-Cookie
            """),
    ];

    private static CacheConfiguration Of(string name, string text) => new("Traffic Server", name, text, CacheServer.TrafficServer);
}
