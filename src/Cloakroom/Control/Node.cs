namespace Cloakroom.Control;

/// <summary>A running process that serves sessions, as it last told.</summary>
/// <param name="Kind">What it is, and so which of the store's two revisions is meant by <paramref name="Revision"/>.</param>
/// <param name="Id">Of the process: random, 22 characters.</param>
/// <param name="Name">For people: machine, and application or address.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenAt">When it told last.</param>
/// <param name="Revision">The control revision in force on it.</param>
/// <param name="InForceAt">Since when that is in force.</param>
internal sealed record Node(NodeKind Kind, string Id, string Name, DateTimeOffset StartedAt, DateTimeOffset SeenAt, long Revision, DateTimeOffset InForceAt)
{
    /// <summary>How often a node tells that it is alive.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one that fell silent without saying that it stops is kept for people to see.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(1);

    /// <summary>What its canary last read; null when it has none, as an edge, or it is switched off.</summary>
    public CanaryRun? Canary { get; init; }

    /// <summary>What it cannot do now, in a line for people; null when it can do all.</summary>
    public string? Problem { get; init; }

    /// <summary>Mix-ups that it could not make durable since it started.</summary>
    public long MixupsLost { get; init; }

    /// <summary>Uses that it has not recorded and will not, since it started.</summary>
    public long UsesLost { get; init; }
}

internal enum NodeKind
{
    /// <summary>An application that uses the library.</summary>
    Application,

    Edge,

    /// <summary>A <c>cloakroom probe watch</c>. It serves nobody and hears of no change; <see cref="Node.InForceAt"/> is the end of its last round that tested something, or its start.</summary>
    Probe,
}
