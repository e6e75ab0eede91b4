namespace Cloakroom.Control;

/// <summary>Which processes serve the sessions of the store.</summary>
internal interface INodeStore
{
    /// <summary>Tells that a node is alive, and what is in force on it.</summary>
    ValueTask WriteNodeAsync(Node node, CancellationToken cancellationToken);

    /// <summary>Tells that a node has stopped.</summary>
    /// <returns>False when it is not in the list.</returns>
    ValueTask<bool> RemoveNodeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes a node out of the list that is known not to run, and writes that down: both or neither.</summary>
    /// <returns>False when it is not in the list; then nothing is written down.</returns>
    ValueTask<bool> ForgetNodeAsync(string id, ControlEntry entry, CancellationToken cancellationToken);

    /// <summary>Nodes that have not told that they stopped, by name.</summary>
    ValueTask<IReadOnlyList<Node>> ReadNodesAsync(CancellationToken cancellationToken);

    /// <summary>Which revision a node must have in force for all that operators have changed to be.</summary>
    ValueTask<ControlRevisions> ReadRevisionsAsync(CancellationToken cancellationToken);
}

/// <param name="Application">For applications: of the latest change that is not one of a session, or where the feed begins when all of them were before.</param>
/// <param name="Edge">For edges.</param>
internal readonly record struct ControlRevisions(long Application, long Edge)
{
    public long For(NodeKind kind) => kind switch
    {
        NodeKind.Edge => Edge,
        NodeKind.Probe => 0,
        _ => Application,
    };
}
