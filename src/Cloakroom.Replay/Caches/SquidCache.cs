namespace Cloakroom.Replay.Caches;

/// <summary>A private Squid as an accelerator, with its store in memory. It takes <c>Set-Cookie</c> off what it serves from the store; the body it keeps.</summary>
internal static class SquidCache
{
    /// <param name="rules">What is said of caching: <c>refresh_pattern</c>, <c>cache deny</c> and the like.</param>
    /// <param name="origin">The application, or what guards it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<ServerProcess> StartAsync(string rules, Uri origin, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "squid",
        (directory, port) =>
        {
            var work = DroppedRights.MakeWritable(directory, "work");
            var configuration = Path.Combine(directory, "squid.conf");
            File.WriteAllText(configuration, Configuration(rules, origin, work, port));
            return ["-N", "-f", configuration];
        },
        cancellationToken);

    private static string Configuration(string rules, Uri origin, string work, int port) => $$"""
        http_port 127.0.0.1:{{port}} accel vhost
        cache_peer 127.0.0.1 parent {{origin.Port}} 0 no-query originserver no-digest name=app
        cache_peer_access app allow all
        http_access allow all
        cache_mem 16 MB
        pid_filename none
        access_log none
        cache_store_log none
        netdb_filename none
        cache_log {{work}}/cache.log
        coredump_dir {{work}}
        icp_port 0
        pinger_enable off
        shutdown_lifetime 0 seconds
        {{rules}}

        """;
}
