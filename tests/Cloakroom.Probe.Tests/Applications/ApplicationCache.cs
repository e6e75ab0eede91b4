using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>Caches in front of an application, as one would have them and as one must not.</summary>
internal static class ApplicationCache
{
    /// <summary>nginx stores what the application allows it to, and nothing that sets a cookie: its defaults.</summary>
    public static Task<ServerProcess> NginxByHeadersAsync(Uri application) => NginxAsync(application, """
        location / {
          proxy_pass http://app;
          proxy_cache shared;
        }
        """);

    /// <summary>nginx stores assets for ten minutes, whatever the application says of them, and pages never.</summary>
    /// <param name="application">What is behind it.</param>
    /// <param name="assets">A regular expression of the paths of assets.</param>
    public static Task<ServerProcess> NginxForAssetsAsync(Uri application, string assets) => NginxAsync(application, $$"""
        location / {
          proxy_pass http://app;
        }
        location ~ {{assets}} {
          proxy_pass http://app;
          proxy_cache shared;
          proxy_cache_valid 200 10m;
          proxy_ignore_headers Cache-Control Expires;
        }
        """);

    /// <summary>nginx stores everything for ten seconds, whoever it is for: to save the application from load.</summary>
    public static Task<ServerProcess> NginxForEverythingAsync(Uri application) => NginxAsync(application, """
        location / {
          proxy_pass http://app;
          proxy_cache shared;
          proxy_cache_valid 200 302 10s;
          proxy_ignore_headers Set-Cookie Cache-Control Expires Vary;
        }
        """);

    /// <summary>Varnish, which passes what has a cookie, takes cookies off from assets, both ways, and stores these.</summary>
    /// <param name="application">What is behind it.</param>
    /// <param name="assets">A regular expression of the paths of assets.</param>
    public static Task<ServerProcess> VarnishForAssetsAsync(Uri application, string assets) => VarnishAsync(application, $$"""
        sub vcl_recv {
          if (req.url ~ "{{assets}}") { unset req.http.Cookie; }
        }
        sub vcl_backend_response {
          if (bereq.url ~ "{{assets}}") {
            unset beresp.http.Set-Cookie;
            set beresp.ttl = 10m;
          }
        }
        """);

    /// <summary>Varnish stores everything for ten seconds, whoever it is for.</summary>
    public static Task<ServerProcess> VarnishForEverythingAsync(Uri application) => VarnishAsync(application, """
        sub vcl_recv {
          if (req.method == "GET") { return (hash); }
          return (pass);
        }
        sub vcl_backend_response {
          set beresp.ttl = 10s;
          set beresp.grace = 0s;
          unset beresp.http.Vary;
          return (deliver);
        }
        """);

    private static Task<ServerProcess> NginxAsync(Uri application, string locations) => NginxCache.StartAsync(locations, application, TestContext.Current.CancellationToken);

    private static Task<ServerProcess> VarnishAsync(Uri application, string subroutines) => VarnishCache.StartAsync(subroutines, application, TestContext.Current.CancellationToken);
}
