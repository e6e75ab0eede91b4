using Cloakroom.Control;

namespace Cloakroom.Console.Reading;

/// <summary>Everything that serves, and what is to be in force on it.</summary>
/// <param name="Nodes">By name.</param>
/// <param name="Mode">The mode that is set.</param>
internal sealed record Fleet(IReadOnlyList<NodeRow> Nodes, ModeState Mode)
{
    public int UpToDate => Nodes.Count(node => node.State == NodeState.UpToDate);

    public bool IsAllRight => Nodes.All(node => node.State == NodeState.UpToDate && node.Node.Canary?.Result != CanaryResult.Wrong);

    public bool HasEdges => Nodes.Any(node => node.Node.Kind == NodeKind.Edge);

    public static async Task<Fleet> ReadAsync(ConsoleStore store, CancellationToken cancellationToken)
    {
        var control = await store.ReadControlAsync(cancellationToken);
        // The revisions first, so that a change between the two makes no node look behind.
        var revisions = await store.ReadAsync("read-revisions", (inner, token) => inner.ReadRevisionsAsync(token), cancellationToken);
        var nodes = await store.ReadAsync("read-nodes", (inner, token) => inner.ReadNodesAsync(token), cancellationToken);
        var now = store.Now;
        return new Fleet([.. nodes.Select(node => NodeRow.Of(node, revisions, now))], control.Mode);
    }
}
