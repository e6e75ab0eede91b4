namespace Cloakroom.Replay.Applications;

/// <summary>php-fpm, and nginx in front of it, which passes every request to one script.</summary>
internal static class PhpFpm
{
    public static IReadOnlyList<string> Arguments(string directory, int port)
    {
        var configuration = Path.Combine(directory, "php-fpm.conf");
        // As root it wants to be told whose rights its children have; otherwise it may not be.
        var user = Environment.IsPrivilegedProcess ? "user = root\ngroup = root\n" : "";
        File.WriteAllText(configuration, $"""
            [global]
            error_log = {directory}/error.log
            [application]
            {user}listen = 127.0.0.1:{port}
            pm = static
            pm.max_children = 4
            clear_env = no
            """);
        string[] rights = Environment.IsPrivilegedProcess ? ["--allow-to-run-as-root"] : [];
        return ["--nodaemonize", "--fpm-config", configuration, .. rights];
    }

    public static IReadOnlyList<string> FrontArguments(string directory, int port, Uri fpm, string script)
    {
        var configuration = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(configuration, $$"""
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
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  fastcgi_pass {{fpm.Authority}};
                  fastcgi_param SCRIPT_FILENAME {{script}};
                  fastcgi_param REQUEST_METHOD $request_method;
                  fastcgi_param REQUEST_URI $request_uri;
                  fastcgi_param QUERY_STRING $query_string;
                  fastcgi_param CONTENT_TYPE $content_type;
                  fastcgi_param CONTENT_LENGTH $content_length;
                }
              }
            }
            """);
        return ["-p", directory, "-c", configuration, "-e", Path.Combine(directory, "error.log")];
    }
}
