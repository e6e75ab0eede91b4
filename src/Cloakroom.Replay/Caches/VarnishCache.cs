using System.Globalization;

namespace Cloakroom.Replay.Caches;

/// <summary>A private Varnish. By default it would be safe (a request's cookie passes): the two early returns are what makes it leak.</summary>
internal static class VarnishCache
{
    public static Task<ServerProcess> StartAsync(CachePolicy policy, Uri origin, CancellationToken cancellationToken) =>
        StartAsync(Subroutines(policy), origin, cancellationToken);

    /// <param name="subroutines">VCL that comes before the built-in one.</param>
    /// <param name="origin">The application, or what guards it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<ServerProcess> StartAsync(string subroutines, Uri origin, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "varnishd",
        (directory, port) =>
        {
            var configuration = Path.Combine(directory, "default.vcl");
            File.WriteAllText(configuration, Configuration(subroutines, origin));
            // Without a jail: as root Varnish would give up its rights, and with them the right to read its own temporary directory.
            return
            [
                "-j", "none", "-F", "-n", Path.Combine(directory, "work"), "-f", configuration, "-s", "default,16m", "-T", "none",
                "-a", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
            ];
        },
        cancellationToken);

    private static string Configuration(string subroutines, Uri origin) => $$"""
        vcl 4.1;
        backend app { .host = "127.0.0.1"; .port = "{{origin.Port}}"; }
        {{subroutines}}

        """;

    private static string Subroutines(CachePolicy policy) => $$"""
        sub vcl_recv {
          set req.http.X-Forwarded-Proto = "https";
          if (req.method == "GET" && req.url ~ "^{{policy.PathPrefix}}") { return (hash); }
          return (pass);
        }
        sub vcl_backend_response {
          set beresp.grace = 0s;
          if (beresp.status != 200{{(policy.IgnoresCacheControl ? "" : " || beresp.http.Cache-Control ~ \"(?i)no-store|no-cache|private\"")}}) {
            set beresp.ttl = 0s;
            set beresp.uncacheable = true;
            return (deliver);
          }
          set beresp.ttl = {{CachePolicy.TimeToLive.TotalSeconds}}s;
          return (deliver);
        }
        """;
}
