using Cloakroom.Control;

namespace Cloakroom.Sessions;

/// <summary>Nodes, and what ends and forgets single sessions.</summary>
internal sealed partial class InMemoryStore
{
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    public ValueTask WriteNodeAsync(Node node, CancellationToken cancellationToken) =>
        Locked(() => { _nodes[node.Id] = node; }, cancellationToken);

    public ValueTask<bool> RemoveNodeAsync(string id, CancellationToken cancellationToken) => Locked(() => _nodes.Remove(id), cancellationToken);

    public ValueTask<bool> ForgetNodeAsync(string id, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (!_nodes.Remove(id))
            {
                return false;
            }

            _history.Add(entry);
            return true;
        }, cancellationToken);

    public ValueTask<IReadOnlyList<Node>> ReadNodesAsync(CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<Node>>(
            () => [.. _nodes.Values.OrderBy(node => node.Name, StringComparer.Ordinal).ThenBy(node => node.Id, StringComparer.Ordinal)], cancellationToken);

    public ValueTask<ControlRevisions> ReadRevisionsAsync(CancellationToken cancellationToken) =>
        Locked(() => new ControlRevisions(
            _changes.Select(changed => changed.Change).Where(change => change.Kind != ControlChangeKind.Session).Select(change => change.Revision).Append(_purgedRevision).Max(),
            _edgeRevision), cancellationToken);

    public ValueTask<SessionEndings> EndSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var (ended, over, unknown) = (new List<string>(), new List<string>(), new List<string>());
            foreach (var id in ids.Distinct())
            {
                (!_records.WithId(id).Any() ? unknown : RevokeSession(id, entry.At) ? ended : over).Add(id);
            }

            if (ended.Count + over.Count > 0)
            {
                _history.Add(entry);
                Announce(ControlChangeKind.Mode);
            }

            return new SessionEndings(ended, over, unknown);
        }, cancellationToken);

    public ValueTask<SubjectTraces> FindSubjectAsync(string subject, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var parties = _mixups.SelectMany(mixup => new[] { mixup.Owner, mixup.Presenter }).Where(party => party.Subject == subject);
            var ids = _records.All.Where(record => record.Subject == subject).Select(record => record.Id)
                .Concat(parties.Select(party => party.SessionId).OfType<string>());
            return new SubjectTraces([.. ids.Distinct()], _mixups.Count(mixup => mixup.Owner.Subject == subject || mixup.Presenter.Subject == subject));
        }, cancellationToken);

    public ValueTask<int> EraseSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var gone = ids.SelectMany(_records.WithId).Select(record => record.Key).Distinct().ToList();
            foreach (var key in gone)
            {
                _records.Remove(key);
                Announce(ControlChangeKind.Session, key);
            }

            _history.Add(entry);
            Announce(ControlChangeKind.Mode);
            return gone.Count;
        }, cancellationToken);

    private int PurgeNodes(DateTimeOffset seenBefore)
    {
        var killed = _nodes.Values.Where(node => node.SeenAt < seenBefore).ToList();
        killed.ForEach(node => _nodes.Remove(node.Id));
        return killed.Count;
    }
}
