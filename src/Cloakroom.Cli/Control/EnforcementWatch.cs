using System.Globalization;
using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary>Waits until a change is in force on every node that is running.</summary>
internal sealed class EnforcementWatch(ControlSession session, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until all have it, or the time is over. A node that falls silent meanwhile is waited for: it may still serve by its old view.</summary>
    /// <param name="at">When the change was given.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Enforced> WaitAsync(DateTimeOffset at, TimeSpan limit, CancellationToken cancellationToken)
    {
        var revisions = await session.ReadRevisionsAsync(cancellationToken);
        var began = time.GetTimestamp();
        var alive = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var now = time.GetUtcNow();
            // A probe serves nobody: there is nothing to be in force on it.
            var nodes = (await session.ReadNodesAsync(cancellationToken)).Where(node => node.Kind != NodeKind.Probe).ToList();
            alive.UnionWith(nodes.Where(node => NodeLine.Silence(node, now) < NodeLine.AliveWithin).Select(node => node.Id));
            var awaited = nodes.Where(node => alive.Contains(node.Id)).Select(node => Enforcement.Of(node, revisions, at, now)).ToList();
            if (awaited.TrueForAll(node => node.InForceAfterMs is not null) || time.GetElapsedTime(began) >= limit)
                return new Enforced(revisions, awaited, [.. nodes.Where(node => !alive.Contains(node.Id)).Select(node => Enforcement.Of(node, revisions, at, now))]);
            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}

/// <param name="Revisions">What was waited for.</param>
/// <param name="Nodes">Every node that was alive at the beginning and has not told that it stopped, and those that have started since.</param>
/// <param name="Silent">Nodes that had fallen silent before, without telling that they stop. Not waited for.</param>
internal sealed record Enforced(ControlRevisions Revisions, IReadOnlyList<Enforcement> Nodes, IReadOnlyList<Enforcement> Silent)
{
    public static Enforced Nowhere { get; } = new(default, [], []);

    public bool IsComplete => Nodes.All(node => node.InForceAfterMs is not null);

    public void Write(TextWriter output)
    {
        foreach (var node in Nodes)
        {
            output.WriteLine(node.InForceAfterMs is { } ms
                ? $"  {Text.Printable(node.Name)}: in force after {ms} ms"
                : $"  {Text.Printable(node.Name)}: NOT KNOWN to be in force");
        }

        foreach (var node in Silent)
        {
            output.WriteLine($"  {Text.Printable(node.Name)}: SILENT for {Seconds(node)} s already, not waited for");
            output.WriteLine($"    {NodeLine.Meaning(node.Kind)}");
        }
    }

    /// <summary>Names the nodes that have not confirmed.</summary>
    /// <returns>The exit code.</returns>
    public int Tell(TextWriter error, int waitSeconds)
    {
        if (waitSeconds == 0)
            return ExitCode.Success;
        foreach (var node in Nodes.Where(node => node.InForceAfterMs is null))
        {
            error.WriteLine(
                $"cloakroom: {Text.Printable(node.Name)} has not put it in force within {waitSeconds} s; its last sign of life is {Seconds(node)} s old. {NodeLine.Meaning(node.Kind)}");
        }

        return IsComplete ? ExitCode.Success : ExitCode.Failure;
    }

    private static string Seconds(Enforcement node) => node.SeenSecondsAgo.ToString("0.0", CultureInfo.InvariantCulture);
}

/// <param name="Kind">What it is.</param>
/// <param name="Name">The node.</param>
/// <param name="InForceAfterMs">How long after it was given the change was in force there; null when that is not known.</param>
/// <param name="SeenSecondsAgo">How old its last sign of life is.</param>
internal sealed record Enforcement(NodeKind Kind, string Name, long? InForceAfterMs, double SeenSecondsAgo)
{
    public static Enforcement Of(Node node, ControlRevisions revisions, DateTimeOffset at, DateTimeOffset now) => new(
        node.Kind,
        node.Name,
        node.Revision >= revisions.For(node.Kind) ? (long)Math.Max(0, (node.InForceAt - at).TotalMilliseconds) : null,
        Math.Round(NodeLine.Silence(node, now).TotalSeconds, 1));
}
