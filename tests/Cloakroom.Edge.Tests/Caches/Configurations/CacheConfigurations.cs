namespace Cloakroom.Edge.Tests.Caches.Configurations;

/// <summary>All that are walked, in the order of the documentation.</summary>
internal static class CacheConfigurations
{
    /// <summary>What the last configuration of each cache is called: the one to copy.</summary>
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

    public static CacheConfiguration Find(string id) => All.Single(configuration => configuration.Id == id);
}
