namespace Cloakroom.Replay.Caches.Configurations;

/// <summary>All that are walked, in the order of the documentation.</summary>
internal static class CacheConfigurations
{
    /// <summary>What the last configuration of each cache is called: the one to copy, out of <c>docs/caches</c>.</summary>
    public const string Recommended = "assets only, without cookies";

    public static IReadOnlyList<CacheConfiguration> All { get; } =
    [
        .. NginxConfigurations.All,
        .. VarnishConfigurations.All,
        .. HaproxyConfigurations.All,
        .. ApacheConfigurations.All,
        .. SquidConfigurations.All,
        .. TrafficServerConfigurations.All,
    ];

    /// <summary>Which they are on this machine, in a sentence.</summary>
    public static async Task<string> VersionsAsync(CancellationToken cancellationToken)
    {
        var said = new List<string>();
        foreach (var (cache, server) in All.Select(configuration => (configuration.Cache, configuration.Server)).Distinct())
            said.Add($"{cache} {await server.VersionAsync(cancellationToken)}");
        return string.Join(", ", said) + ".";
    }

    public static CacheConfiguration Find(string id) => All.Single(configuration => configuration.Id == id);
}
