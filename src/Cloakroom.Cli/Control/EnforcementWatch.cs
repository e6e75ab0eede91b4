using Cloakroom.Edges;

namespace Cloakroom.Cli.Control;

/// <summary>Waits until a change is in force on every edge that is running.</summary>
internal sealed class EnforcementWatch(ControlSession session, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until all have it, or the time is over. An edge that falls silent meanwhile is waited for: it may still serve by its old view.</summary>
    /// <returns>Every edge that was alive at the beginning and has not told that it stopped, and those that have started since.</returns>
    public async Task<IReadOnlyList<Enforcement>> WaitAsync(long revision, DateTimeOffset at, TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var alive = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var now = time.GetUtcNow();
            var nodes = await session.AskAsync("read-nodes", (store, token) => store.ReadNodesAsync(token), cancellationToken);
            alive.UnionWith(nodes.Where(node => EdgeLine.Silence(node, now) < EdgeLine.AliveWithin).Select(node => node.Id));
            var edges = nodes.Where(node => alive.Contains(node.Id)).Select(node => Enforcement.Of(node, revision, at, now)).ToList();
            if (edges.TrueForAll(edge => edge.InForceAfterMs is not null) || time.GetElapsedTime(began) >= limit) return edges;
            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}

/// <param name="Name">The edge.</param>
/// <param name="InForceAfterMs">How long after it was given the change was in force there; null when that is not known.</param>
/// <param name="SeenSecondsAgo">How old its last sign of life is.</param>
internal sealed record Enforcement(string Name, long? InForceAfterMs, double SeenSecondsAgo)
{
    public static Enforcement Of(EdgeNode node, long revision, DateTimeOffset at, DateTimeOffset now) => new(
        node.Name,
        node.Revision >= revision ? (long)Math.Max(0, (node.InForceAt - at).TotalMilliseconds) : null,
        Math.Round(EdgeLine.Silence(node, now).TotalSeconds, 1));
}
