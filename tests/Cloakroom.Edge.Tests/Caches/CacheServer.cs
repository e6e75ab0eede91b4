using Cloakroom.Replay.Caches;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>A cache that is a program of its own.</summary>
/// <param name="Program">The executable.</param>
/// <param name="Package">Debian's package.</param>
/// <param name="Language">What its configuration is written in, for the documentation.</param>
/// <param name="Start">Starts a private one.</param>
internal sealed record CacheServer(string Program, string Package, string Language, Func<string, Uri, CancellationToken, Task<ServerProcess>> Start)
{
    public static CacheServer Nginx { get; } = new("nginx", "nginx-light", "nginx", NginxCache.StartAsync);

    public static CacheServer Varnish { get; } = new("varnishd", "varnish", "vcl", VarnishCache.StartAsync);

    public static CacheServer Haproxy { get; } = new("haproxy", "haproxy", "haproxy", HaproxyCache.StartAsync);

    public static CacheServer Apache { get; } = new("apache2", "apache2", "apache", ApacheCache.StartAsync);

    public static CacheServer Squid { get; } = new("squid", "squid", "squid", SquidCache.StartAsync);

    public static CacheServer TrafficServer { get; } = new("traffic_server", "trafficserver", "text", TrafficServerCache.StartAsync);

    /// <summary>What to do about its absence; null when it is there.</summary>
    public string? WhyUnavailable => Executable.Find(Program) is null ? $"{Program} is not installed (apt install {Package})." : null;
}
