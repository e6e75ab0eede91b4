using Cloakroom.Control;

namespace Cloakroom.Console.Reading;

/// <summary>One process that serves, and whether it can be counted on.</summary>
/// <param name="Node">As it last told.</param>
/// <param name="State">What that means now.</param>
internal sealed record NodeRow(Node Node, NodeState State)
{
    /// <summary>A node tells that it is alive each second.</summary>
    public static TimeSpan AliveWithin { get; } = 5 * Node.Interval;

    public static NodeRow Of(Node node, ControlRevisions revisions, DateTimeOffset now) => new(
        node,
        now - node.SeenAt >= AliveWithin ? NodeState.Silent : node.Revision < revisions.For(node.Kind) ? NodeState.Behind : NodeState.UpToDate);
}

/// <summary>Whether what operators have changed is in force on a node.</summary>
internal enum NodeState
{
    /// <summary>Every change is in force there.</summary>
    UpToDate,

    /// <summary>It runs, and has not heard of the last change.</summary>
    Behind,

    /// <summary>It has told nothing for 5 seconds: stopped without saying so, or cut off.</summary>
    Silent,
}
