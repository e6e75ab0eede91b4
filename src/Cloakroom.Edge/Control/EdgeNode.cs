using Cloakroom.Control;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Control;

/// <summary>This edge among the nodes of its store.</summary>
internal sealed class EdgeNode(EdgeControl control, EdgeIdentity identity, MixupJournal mixups, UseJournal uses, TimeProvider time) : INodeState
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public event Action? Changed
    {
        add => control.Changed += value;
        remove => control.Changed -= value;
    }

    public Node Describe(DateTimeOffset now)
    {
        var (view, inForceAt) = control.Published;
        return new Node(NodeKind.Edge, identity.Id, identity.Name, _startedAt, now, view.Revision, inForceAt) { MixupsLost = mixups.Lost, UsesLost = uses.Lost };
    }
}
