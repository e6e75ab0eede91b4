namespace Cloakroom.Replay.Caches;

/// <summary>A private nginx. By default it would be safe (it does not store what sets a cookie): the policy is what makes it leak.</summary>
internal static class NginxCache
{
    public static Task<ServerProcess> StartAsync(CachePolicy policy, Uri origin, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "nginx",
        (directory, port) =>
        {
            var configuration = Path.Combine(directory, "nginx.conf");
            File.WriteAllText(configuration, Configuration(policy, origin, directory, port));
            return ["-p", directory, "-c", configuration, "-e", Path.Combine(directory, "error.log")];
        },
        cancellationToken);

    // One process in the foreground and no master, so that ending it by its id ends all of it.
    private static string Configuration(CachePolicy policy, Uri origin, string directory, int port) => $$"""
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
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-Proto https;
          server {
            listen 127.0.0.1:{{port}};
            location / {
              proxy_pass {{origin.GetLeftPart(UriPartial.Authority)}};
            }
            location ~ ^{{policy.PathPrefix}} {
              proxy_pass {{origin.GetLeftPart(UriPartial.Authority)}};
              proxy_cache shared;
              proxy_cache_valid 200 {{CachePolicy.TimeToLive.TotalSeconds}}s;
              proxy_ignore_headers Set-Cookie{{(policy.IgnoresCacheControl ? " Cache-Control Expires" : "")}};
            }
          }
        }
        """;
}
