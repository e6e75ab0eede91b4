using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Cloakroom.Replay.Caches;

/// <summary>A cache that is a program of its own.</summary>
/// <param name="Program">The executable.</param>
/// <param name="Package">Debian's package.</param>
/// <param name="Language">What its configuration is written in, for the documentation.</param>
/// <param name="VersionFlag">What makes it say its version.</param>
/// <param name="Start">Starts a private one.</param>
internal sealed partial record CacheServer(
    string Program, string Package, string Language, string VersionFlag, Func<string, Uri, CancellationToken, Task<ServerProcess>> Start)
{
    public static CacheServer Nginx { get; } = new("nginx", "nginx-light", "nginx", "-v", NginxCache.StartAsync);

    public static CacheServer Varnish { get; } = new("varnishd", "varnish", "vcl", "-V", VarnishCache.StartAsync);

    public static CacheServer Haproxy { get; } = new("haproxy", "haproxy", "haproxy", "-v", HaproxyCache.StartAsync);

    public static CacheServer Apache { get; } = new("apache2", "apache2", "apache", "-v", ApacheCache.StartAsync);

    public static CacheServer Squid { get; } = new("squid", "squid", "squid", "-v", SquidCache.StartAsync);

    public static CacheServer TrafficServer { get; } = new("traffic_server", "trafficserver", "text", "-V", TrafficServerCache.StartAsync);

    /// <summary>What to do about its absence; null when it is there.</summary>
    public string? WhyUnavailable => Executable.Find(Program) is null ? $"{Program} is not installed (apt install {Package})." : null;

    /// <summary>Major and minor version: what a cache does changes with them.</summary>
    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Executable.Find(Program)!, VersionFlag) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken) + await errors;
        return Number().Match(said).Value;
    }

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();
}
