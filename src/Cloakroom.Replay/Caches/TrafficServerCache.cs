namespace Cloakroom.Replay.Caches;

/// <summary>A private Apache Traffic Server. It takes <c>Set-Cookie</c> off what it serves from the store; the body it keeps.</summary>
internal static class TrafficServerCache
{
    private static readonly string[] Files = ["records.config", "cache.config", "plugin.config", "header_rewrite.config"];

    /// <param name="rules">Additions to its files. A line <c># cache.config</c> says that those after it belong there.</param>
    /// <param name="origin">The application, or what guards it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<ServerProcess> StartAsync(string rules, Uri origin, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "traffic_server",
        (directory, port) =>
        {
            var etc = DroppedRights.MakeWritable(directory, "etc");
            foreach (var work in (string[])["var", "run", "log", "store"]) DroppedRights.MakeWritable(directory, work);
            Write(etc, "records.config", Records(port) + "\n" + Part(rules, "records.config"));
            foreach (var file in Files.Skip(1)) Write(etc, file, Part(rules, file));
            foreach (var file in (string[])["hosting.config", "parent.config", "volume.config", "ssl_multicert.config"]) Write(etc, file, "");
            Write(etc, "remap.config", $"map / http://127.0.0.1:{origin.Port}/");
            Write(etc, "storage.config", $"{directory}/store 32M");
            Write(etc, "ip_allow.yaml", Allowed);
            var root = Path.Combine(directory, "runroot.yaml");
            File.WriteAllText(root, RunRoot(directory));
            return [$"--run-root={root}"];
        },
        cancellationToken);

    private static void Write(string directory, string file, string content) => File.WriteAllText(Path.Combine(directory, file), content + "\n");

    private static string Part(string rules, string file) => string.Join('\n', rules.Split('\n')
        .SkipWhile(line => line != $"# {file}").Skip(1)
        .TakeWhile(line => !Files.Contains(line.TrimStart('#', ' '))));

    // One thread: what has asked before is served before. It waits for its store, or the first requests would go past it; and who asks for what is being written looks again every
    // 50 ms, ten times by default, and then goes past it: on a slow machine that would look like a cache that does not hold them.
    private static string Records(int port) => $"""
        CONFIG proxy.config.admin.user_id STRING {(Environment.IsPrivilegedProcess ? "trafficserver" : "#-1")}
        CONFIG proxy.config.http.server_ports STRING {port}:ip-in=127.0.0.1
        CONFIG proxy.config.http.wait_for_cache INT 1
        CONFIG proxy.config.cache.read_while_writer.max_retries INT 1200
        CONFIG proxy.config.exec_thread.autoconfig INT 0
        CONFIG proxy.config.exec_thread.limit INT 1
        CONFIG proxy.config.url_remap.pristine_host_hdr INT 1
        CONFIG proxy.config.log.logging_enabled INT 0
        """;

    private static string RunRoot(string directory) => $"""
        prefix: {directory}
        exec_prefix: {directory}
        bindir: /usr/bin
        sbindir: /usr/sbin
        includedir: /usr/include
        libdir: /usr/lib/trafficserver
        libexecdir: /usr/lib/trafficserver/modules
        mandir: /usr/share/man
        infodir: /usr/share/info
        sysconfdir: {directory}/etc
        datadir: {directory}/var
        localstatedir: {directory}/var
        runtimedir: {directory}/run
        logdir: {directory}/log
        cachedir: {directory}/store

        """;

    private const string Allowed = """
        ip_allow:
          - apply: in
            ip_addrs: 127.0.0.1
            action: allow
            methods: ALL
        """;
}
