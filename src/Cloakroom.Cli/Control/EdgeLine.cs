using System.Globalization;
using Cloakroom.Edges;

namespace Cloakroom.Cli.Control;

/// <summary>A running edge in <c>cloakroom control status</c>.</summary>
/// <param name="Name">Machine and address.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenSecondsAgo">How old its last sign of life is.</param>
/// <param name="IsAlive">Whether that is recent enough to count on it.</param>
/// <param name="Revision">What is in force on it.</param>
/// <param name="IsUpToDate">Whether that is all there is.</param>
internal sealed record EdgeLine(string Name, DateTimeOffset StartedAt, double SeenSecondsAgo, bool IsAlive, long Revision, bool IsUpToDate)
{
    /// <summary>An edge tells that it is alive each second.</summary>
    public static TimeSpan AliveWithin { get; } = TimeSpan.FromSeconds(5);

    public static EdgeLine Of(EdgeNode node, long revision, DateTimeOffset now)
    {
        var silence = Silence(node, now);
        return new EdgeLine(node.Name, node.StartedAt, Math.Round(silence.TotalSeconds, 1), silence < AliveWithin, node.Revision, node.Revision >= revision);
    }

    public static TimeSpan Silence(EdgeNode node, DateTimeOffset now) => now > node.SeenAt ? now - node.SeenAt : TimeSpan.Zero;

    public override string ToString()
    {
        var state = (IsAlive, IsUpToDate) switch
        {
            (true, true) => "up to date",
            (true, false) => $"behind, at revision {Revision}",
            (false, _) => string.Create(CultureInfo.InvariantCulture, $"silent for {SeenSecondsAgo:0.0} s, at revision {Revision}"),
        };
        return $"{Text.Printable(Name)}, since {Text.Time(StartedAt)}: {state}";
    }
}
