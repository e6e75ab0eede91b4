using System.Reflection;
using System.Text.Json.Nodes;

namespace Cloakroom.Edge.Hosting;

/// <summary>What this edge is and how it does, for people to read.</summary>
internal sealed class EdgeStatus(IEnumerable<IStatusSection> sections, MetricsCollector metrics, Drain drain, TimeProvider clock)
{
    private readonly DateTimeOffset _since = clock.GetUtcNow();

    public static string Version { get; } =
        typeof(EdgeStatus).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public JsonObject Read()
    {
        var status = new JsonObject
        {
            ["version"] = Version,
            ["since"] = _since.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
            ["uptimeSeconds"] = (long)(clock.GetUtcNow() - _since).TotalSeconds,
            ["draining"] = drain.IsDraining,
        };
        foreach (var section in sections)
            status[section.Name] = section.Read();
        status["counters"] = metrics.ReadCounters();
        return status;
    }
}
