using System.Diagnostics;

namespace Cloakroom.Bench.Edge;

/// <summary>nginx and HAProxy as plain proxies: connections kept on both sides, nothing logged, nothing cached, bodies in memory.</summary>
internal static class NativeProxies
{
    public static ProcessStartInfo? Nginx(string directory, Uri origin, int port)
    {
        var file = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            worker_processes 2;
            pid {{directory}}/nginx.pid;
            events { worker_connections 2048; }
            http {
              access_log off;
              client_body_temp_path {{directory}}/body;
              proxy_temp_path {{directory}}/proxy;
              fastcgi_temp_path {{directory}}/fastcgi;
              uwsgi_temp_path {{directory}}/uwsgi;
              scgi_temp_path {{directory}}/scgi;
              keepalive_requests 100000000;
              upstream origin {
                server {{origin.Authority}};
                keepalive 512;
                keepalive_requests 100000000;
              }
              server {
                listen 127.0.0.1:{{port}} backlog=1024;
                location / {
                  proxy_pass http://origin;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  # A page of 100 KB fits without a file.
                  proxy_buffers 16 16k;
                }
              }
            }
            """);
        return Find("nginx") is { } nginx ? new ProcessStartInfo(nginx, ["-p", directory, "-c", file, "-e", Path.Combine(directory, "error.log")]) : null;
    }

    public static ProcessStartInfo? HaProxy(string directory, Uri origin, int port)
    {
        var file = Path.Combine(directory, "haproxy.cfg");
        File.WriteAllText(file, $"""
            global
              maxconn 4096
              nbthread 2
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              option forwardfor
              http-reuse always
            frontend public
              bind 127.0.0.1:{port} backlog 1024
              default_backend origin
            backend origin
              server origin {origin.Authority} pool-max-conn 512

            """);
        return Find("haproxy") is { } haproxy ? new ProcessStartInfo(haproxy, ["-db", "-f", file]) : null;
    }

    private static string? Find(string program)
    {
        // Distributions keep servers in /usr/sbin, which is not on everybody's PATH.
        string[] places = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin"];
        return places.Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);
    }
}
