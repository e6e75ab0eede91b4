using System.Globalization;
using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary>A node in <c>cloakroom status</c>.</summary>
/// <param name="Id">By which <c>cloakroom forget</c> names it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Machine, and application or address.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenSecondsAgo">How old its last sign of life is.</param>
/// <param name="IsAlive">Whether that is recent enough to count on it.</param>
/// <param name="Revision">What is in force on it.</param>
/// <param name="IsUpToDate">Whether all that operators have changed is.</param>
/// <param name="Canary">What its canary last read; null when it has none.</param>
/// <param name="CanarySecondsAgo">How long ago that was.</param>
/// <param name="MixupsLost">Mix-ups that it could not make durable.</param>
/// <param name="UsesLost">Uses that it has not recorded.</param>
/// <param name="Problem">What it cannot do; null when it can do all.</param>
/// <param name="LastRoundSecondsAgo">Of a probe: how long ago it last tested something; null for others.</param>
internal sealed record NodeLine(
    string Id,
    NodeKind Kind,
    string Name,
    DateTimeOffset StartedAt,
    double SeenSecondsAgo,
    bool IsAlive,
    long Revision,
    bool IsUpToDate,
    CanaryResult? Canary,
    double? CanarySecondsAgo,
    long MixupsLost,
    long UsesLost,
    string? Problem = null,
    double? LastRoundSecondsAgo = null)
{
    /// <summary>A node tells that it is alive each second.</summary>
    public static TimeSpan AliveWithin { get; } = 5 * Node.Interval;

    public static NodeLine Of(Node node, ControlRevisions revisions, DateTimeOffset now)
    {
        var silence = Silence(node, now);
        return new NodeLine(
            node.Id,
            node.Kind,
            node.Name,
            node.StartedAt,
            Math.Round(silence.TotalSeconds, 1),
            silence < AliveWithin,
            node.Revision,
            node.Revision >= revisions.For(node.Kind),
            node.Canary?.Result,
            node.Canary is { } canary ? Math.Round(Math.Max(0, (now - canary.At).TotalSeconds), 1) : null,
            node.MixupsLost,
            node.UsesLost,
            node.Problem,
            node.Kind == NodeKind.Probe ? Math.Round(Math.Max(0, (now - node.InForceAt).TotalSeconds), 1) : null);
    }

    public static TimeSpan Silence(Node node, DateTimeOffset now) => now > node.SeenAt ? now - node.SeenAt : TimeSpan.Zero;

    /// <summary>What has not confirmed a change may mean.</summary>
    public static string Meaning(NodeKind kind) => kind switch
    {
        NodeKind.Edge => "If it is stopped, that is all. An edge that cannot reach the store goes on with what it last knew: stop it if it runs.",
        NodeKind.Probe => "It serves nobody, so nothing waits for it. While it is silent nothing is probed.",
        _ => "If it is stopped, that is all. An application that cannot reach the store refuses sessions within 1 s.",
    };

    public static string Word(NodeKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>What is to be said of it besides its name.</summary>
    public IEnumerable<string> States()
    {
        yield return (IsAlive, IsUpToDate) switch
        {
            (true, _) when Kind == NodeKind.Probe => Problem is null ? "testing" : $"CANNOT TEST: {Text.Printable(Problem)}",
            (true, true) => "up to date",
            (true, false) => $"BEHIND, at revision {Revision}",
            (false, _) => string.Create(CultureInfo.InvariantCulture, $"SILENT for {SeenSecondsAgo:0.0} s"),
        };
        if (LastRoundSecondsAgo is { } round)
            yield return string.Create(CultureInfo.InvariantCulture, $"last tested {round:0} s ago");
        if (CanarySecondsAgo is { } ago && Canary is { } canary)
            yield return string.Create(CultureInfo.InvariantCulture, $"canary {Named(canary)} {ago:0.0} s ago");
        else if (Kind == NodeKind.Application)
            yield return "no canary";
        if (MixupsLost > 0)
            yield return $"LOST {Text.Count(MixupsLost, "mix-up")}";
        if (UsesLost > 0)
            yield return $"LOST {Text.Count(UsesLost, "use")}";
    }

    private static string Named(CanaryResult result) => result switch
    {
        CanaryResult.Right => "right",
        CanaryResult.Wrong => "WRONG",
        CanaryResult.Unavailable => "UNABLE to ask the store",
        _ => "not run",
    };
}
