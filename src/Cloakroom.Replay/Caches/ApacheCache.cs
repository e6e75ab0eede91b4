namespace Cloakroom.Replay.Caches;

/// <summary>A private Apache httpd with mod_cache on disk. As it comes it stores <c>Set-Cookie</c> and replays it.</summary>
internal static class ApacheCache
{
    private static readonly string[] Modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "cache", "cache_disk", "headers"];

    /// <param name="server">What the server says of caching: <c>CacheEnable disk /</c> and the like.</param>
    /// <param name="origin">The application, or what guards it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<ServerProcess> StartAsync(string server, Uri origin, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "apache2",
        (directory, port) =>
        {
            var store = DroppedRights.MakeWritable(directory, "store");
            var configuration = Path.Combine(directory, "httpd.conf");
            File.WriteAllText(configuration, Configuration(server, origin, directory, store, port));
            // One process in the foreground, so that ending it by its id ends all of it.
            return ["-X", "-d", directory, "-f", configuration];
        },
        cancellationToken);

    private static string Configuration(string server, Uri origin, string directory, string store, int port) => $$"""
        ServerName 127.0.0.1
        Listen 127.0.0.1:{{port}}
        PidFile {{directory}}/httpd.pid
        Mutex file:{{store}} default
        ErrorLog {{directory}}/error.log
        {{string.Join('\n', Modules.Select(module => $"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so"))}}
        {{(Environment.IsPrivilegedProcess ? "User www-data\nGroup www-data" : "")}}
        StartServers 1
        ServerLimit 1
        ThreadsPerChild 64
        MaxRequestWorkers 64
        ProxyPreserveHost On
        ProxyPass / http://127.0.0.1:{{origin.Port}}/
        CacheRoot {{store}}
        {{server}}

        """;
}
