namespace Cloakroom.Replay.Caches.Configurations;

internal static class NginxConfigurations
{
    public static IReadOnlyList<CacheConfiguration> All { get; } =
    [
        Of("as it comes", """
            location / {
              proxy_pass http://app;
              proxy_cache shared;
              proxy_cache_valid 200 10m;
            }
            """),
        Of("ignores Set-Cookie", """
            location / {
              proxy_pass http://app;
              proxy_cache shared;
              proxy_cache_valid 200 10m;
              proxy_cache_lock on;
              proxy_ignore_headers Set-Cookie;
            }
            """),
        Of("ignores Set-Cookie and Cache-Control", """
            location / {
              proxy_pass http://app;
              proxy_cache shared;
              proxy_cache_valid 200 10m;
              proxy_cache_lock on;
              proxy_ignore_headers Set-Cookie Cache-Control Expires X-Accel-Expires;
            }
            """),
        Of("ignores Vary, too", """
            location / {
              proxy_pass http://app;
              proxy_cache shared;
              proxy_cache_valid 200 10m;
              proxy_cache_lock on;
              proxy_ignore_headers Set-Cookie Cache-Control Expires X-Accel-Expires Vary;
            }
            """),
        Of("ignores and hides Set-Cookie", """
            location = /login {
              proxy_pass http://app;
            }
            location / {
              proxy_pass http://app;
              proxy_cache shared;
              proxy_cache_valid 200 10m;
              proxy_cache_lock on;
              proxy_ignore_headers Set-Cookie;
              proxy_hide_header Set-Cookie;
            }
            """),
        Of(CacheConfigurations.Recommended, RecommendedConfiguration.Read("nginx.conf")),
    ];

    private static CacheConfiguration Of(string name, string text) => new("nginx", name, text, CacheServer.Nginx);
}
