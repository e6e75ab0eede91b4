using System.Diagnostics.Metrics;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Forwarding;

/// <summary>What is measured about the servers in use. They count by themselves; this only reads, so that no request pays for it.</summary>
internal static class UpstreamMetrics
{
    public static void Observe(IMeterFactory meters, UpstreamPools pools)
    {
        var meter = meters.Create(Telemetry.Name);
        meter.CreateObservableCounter("cloakroom.edge.upstream.requests", () => Each(pools, upstream => upstream.Requests), "{request}", "Requests sent to a server.");
        meter.CreateObservableCounter("cloakroom.edge.upstream.failures", () => Each(pools, upstream => upstream.Failures), "{request}", "Requests that a server failed: unreachable, or gone in the middle.");
        meter.CreateObservableGauge("cloakroom.edge.upstream.running", () => Each(pools, upstream => upstream.Running), "{request}", "Requests under way at a server.");
        meter.CreateObservableGauge("cloakroom.edge.upstream.available", () => Each(pools, upstream => upstream.IsAvailable ? 1 : 0), "{upstream}", "Whether a server gets requests: 1 or 0.");
    }

    private static IEnumerable<Measurement<long>> Each(UpstreamPools pools, Func<Upstream, long> read) =>
        pools.Current?.Upstreams.Select(upstream => new Measurement<long>(read(upstream), new KeyValuePair<string, object?>("cloakroom.upstream", upstream.Prefix))) ?? [];
}
