using Cloakroom.Control;

namespace Cloakroom.Sqlite;

/// <summary>Nodes, and what ends and forgets single sessions.</summary>
internal sealed partial class SqliteStore
{
    public async ValueTask WriteNodeAsync(Node node, CancellationToken cancellationToken) =>
        await _writes.RunAsync(write => NodeTable.Write(write.Database, node), cancellationToken);

    public ValueTask<bool> RemoveNodeAsync(string id, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => NodeTable.Remove(write.Database, id), cancellationToken);

    public ValueTask<bool> ForgetNodeAsync(string id, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(
            write =>
            {
                var isThere = NodeTable.Remove(write.Database, id);
                if (isThere)
                {
                    ControlTables.AppendHistory(write.Database, entry, edgeRevision: null);
                }

                return isThere;
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<Node>> ReadNodesAsync(CancellationToken cancellationToken) => _reads.RunAsync(NodeTable.Read, cancellationToken);

    public ValueTask<ControlRevisions> ReadRevisionsAsync(CancellationToken cancellationToken) => _reads.RunAsync(ControlTables.ReadRevisions, cancellationToken);

    public ValueTask<SessionEndings> EndSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => Erasure.End(write, ids, entry), cancellationToken);

    public ValueTask<SubjectTraces> FindSubjectAsync(string subject, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => Erasure.Find(database, subject), cancellationToken);

    public ValueTask<int> EraseSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => Erasure.Erase(write, ids, entry), cancellationToken);
}
