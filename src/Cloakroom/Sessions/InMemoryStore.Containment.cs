using Cloakroom.Control;
using Cloakroom.Incidents;

namespace Cloakroom.Sessions;

/// <summary>Ending the sessions that an incident is about.</summary>
internal sealed partial class InMemoryStore
{
    public ValueTask<SessionsEnded> EndInvolvedAsync(IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() => EndInvolved(involved, entry), cancellationToken);

    public ValueTask<SessionsEnded> CountInvolvedAsync(IReadOnlyCollection<Involvement> involved, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var (sessions, tags) = FindInvolved(involved);
            return new SessionsEnded(sessions.Count + tags.Count, involved.Count - sessions.Count - tags.Count, 0);
        }, cancellationToken);

    private SessionsEnded EndInvolved(IReadOnlyCollection<Involvement> involved, ControlEntry entry)
    {
        var (sessions, tags) = FindInvolved(involved);
        var ended = sessions.Count + tags.Count;
        sessions.ForEach(id => RevokeSession(id, entry.At));
        if (tags.Count > 0)
            EndTags(tags, entry.At);
        if (ended > 0)
        {
            _history.Add(SessionsEnded.Audit(entry, ended));
            Announce(ControlChangeKind.Mode);
        }

        return new SessionsEnded(ended, involved.Count - ended, tags.Count > 0 ? _edgeRevision : 0);
    }

    private (List<string> Sessions, List<UInt128> Tags) FindInvolved(IReadOnlyCollection<Involvement> involved)
    {
        var sessions = new List<string>();
        var tags = new List<UInt128>();
        foreach (var (id, last) in involved)
        {
            var records = _records.WithId(id).ToList();
            if (records.Exists(record => record.Status != RecordStatus.Revoked))
                sessions.Add(id);
            else if (records.Count == 0 && _secrets.Count > 0 && PublicId.BitsOf(id) is var tag && tag != 0
                && Math.Max(_tagEpochs.GetValueOrDefault(tag), _edgeAllEpoch) <= last.ToUnixTimeMilliseconds())
                tags.Add(tag);
        }

        return (sessions, tags);
    }
}
