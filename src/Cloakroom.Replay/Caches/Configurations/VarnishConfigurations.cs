namespace Cloakroom.Replay.Caches.Configurations;

internal static class VarnishConfigurations
{
    public static IReadOnlyList<CacheConfiguration> All { get; } =
    [
        Of("as it comes", "# The built-in VCL alone."),
        Of("forced", """
            sub vcl_recv {
              if (req.method == "GET") { return (hash); }
            }
            sub vcl_backend_response {
              set beresp.ttl = 10m;
              return (deliver);
            }
            """),
        Of("forced, Vary taken off", """
            sub vcl_recv {
              if (req.method == "GET") { return (hash); }
            }
            sub vcl_backend_response {
              unset beresp.http.Vary;
              set beresp.ttl = 10m;
              return (deliver);
            }
            """),
        Of("forced, Set-Cookie and Vary taken off", """
            sub vcl_recv {
              if (req.method == "GET") { return (hash); }
            }
            sub vcl_backend_response {
              if (bereq.method == "GET") { unset beresp.http.Set-Cookie; }
              unset beresp.http.Vary;
              set beresp.ttl = 10m;
              return (deliver);
            }
            """),
        Of(CacheConfigurations.Recommended, RecommendedConfiguration.Read("varnish.vcl")),
    ];

    private static CacheConfiguration Of(string name, string text) => new("Varnish", name, text, CacheServer.Varnish);
}
