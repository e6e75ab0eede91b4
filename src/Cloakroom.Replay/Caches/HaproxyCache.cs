namespace Cloakroom.Replay.Caches;

/// <summary>A private HAProxy with its small in-memory cache, which looks at <c>Set-Cookie</c> only when it is told to.</summary>
internal static class HaproxyCache
{
    /// <param name="backend">What the backend says of caching: <c>http-request cache-use shared</c> and the like.</param>
    /// <param name="origin">The application, or what guards it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<ServerProcess> StartAsync(string backend, Uri origin, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "haproxy",
        (directory, port) =>
        {
            var configuration = Path.Combine(directory, "haproxy.cfg");
            File.WriteAllText(configuration, Configuration(backend, origin, port));
            return ["-db", "-f", configuration];
        },
        cancellationToken);

    private static string Configuration(string backend, Uri origin, int port) => $$"""
        global
          maxconn 1000
          nbthread 1
        cache shared
          total-max-size 16
          max-object-size 200000
          max-age 600
        defaults
          mode http
          timeout connect 5s
          timeout client 60s
          timeout server 60s
        frontend all
          bind 127.0.0.1:{{port}}
          default_backend app
        backend app
          server app 127.0.0.1:{{origin.Port}}
        {{Indentation.By("  ", backend)}}

        """;
}
