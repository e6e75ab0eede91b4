namespace Cloakroom.Replay.Caches;

/// <summary>A private nginx. By default it would be safe (it does not store what sets a cookie): the policy is what makes it leak.</summary>
internal static class NginxCache
{
    public static Task<ServerProcess> StartAsync(CachePolicy policy, Uri origin, CancellationToken cancellationToken) =>
        StartAsync(Locations(policy), origin, cancellationToken);

    /// <param name="locations">What the server says of each path. The application is <c>http://app</c>, the store <c>shared</c>.</param>
    /// <param name="origin">The application, or what guards it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<ServerProcess> StartAsync(string locations, Uri origin, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "nginx",
        (directory, port) =>
        {
            var configuration = Path.Combine(directory, "nginx.conf");
            File.WriteAllText(configuration, Configuration(locations, origin, directory, port));
            return ["-p", directory, "-c", configuration, "-e", Path.Combine(directory, "error.log")];
        },
        cancellationToken);

    private static string Locations(CachePolicy policy) => $$"""
        location / {
          proxy_pass http://app;
        }
        location ~ ^{{policy.PathPrefix}} {
          proxy_pass http://app;
          proxy_cache shared;
          proxy_cache_valid 200 {{CachePolicy.TimeToLive.TotalSeconds}}s;
          proxy_ignore_headers Set-Cookie{{(policy.IgnoresCacheControl ? " Cache-Control Expires" : "")}};
        }
        """;

    // One process in the foreground and no master, so that ending it by its id ends all of it.
    private static string Configuration(string locations, Uri origin, string directory, int port) => $$"""
        daemon off;
        master_process off;
        pid {{directory}}/nginx.pid;
        events { worker_connections 1024; }
        http {
          access_log off;
          client_body_temp_path {{directory}}/body;
          proxy_temp_path {{directory}}/proxy;
          fastcgi_temp_path {{directory}}/fastcgi;
          uwsgi_temp_path {{directory}}/uwsgi;
          scgi_temp_path {{directory}}/scgi;
          proxy_cache_path {{directory}}/cache keys_zone=shared:1m;
          # Where a configuration locks: five seconds by default, after which those who wait go past it. On a slow machine that would look like a cache that does not hold them.
          proxy_cache_lock_timeout 60s;
          proxy_cache_lock_age 60s;
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-Proto https;
          upstream app { server {{origin.Authority}}; }
          server {
            listen 127.0.0.1:{{port}};
        {{Indentation.By("    ", locations)}}
          }
        }
        """;
}
