using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>Ends the sessions that an incident is about: records by their public id, what edges have sealed by its tag.</summary>
internal static class InvolvedTables
{
    private const string Records = "SELECT count(*), count(*) FILTER (WHERE status <> 2) FROM sessions WHERE id = ?1";

    public static SessionsEnded End(WriteContext write, IReadOnlyCollection<Involvement> involved, ControlEntry entry)
    {
        var (sessions, tags) = Find(write.Database, involved);
        var ended = sessions.Count + tags.Count;
        sessions.ForEach(id => SessionWrites.RevokeById(write, id, entry.At));
        long? revision = tags.Count > 0 ? EdgeControlTables.EndTags(write.Database, tags, entry.At) : null;
        if (ended > 0)
        {
            ControlTables.AppendHistory(write.Database, SessionsEnded.Audit(entry, ended), revision);
            write.Announce(ControlChangeKind.Mode);
        }

        return new SessionsEnded(ended, involved.Count - ended, revision ?? 0);
    }

    public static SessionsEnded Count(Database database, IReadOnlyCollection<Involvement> involved)
    {
        var (sessions, tags) = Find(database, involved);
        return new SessionsEnded(sessions.Count + tags.Count, involved.Count - sessions.Count - tags.Count, 0);
    }

    private static (List<string> Sessions, List<UInt128> Tags) Find(Database database, IReadOnlyCollection<Involvement> involved)
    {
        var isOfEdges = SecretTable.Any(database);
        var sessions = new List<string>();
        var tags = new List<UInt128>();
        foreach (var (id, last) in involved)
        {
            var (all, unended) = CountRecords(database, id);
            if (unended > 0)
            {
                sessions.Add(id);
            }
            else if (all == 0 && isOfEdges && PublicId.BitsOf(id) is var tag && tag != 0 && EdgeControlTables.EndOf(database, tag) <= last.ToUnixTimeMilliseconds())
            {
                tags.Add(tag);
            }
        }

        return (sessions, tags);
    }

    private static (long All, long Unended) CountRecords(Database database, string id)
    {
        using var select = database.Prepare(Records);
        select.Bind(id).Step();
        return (select.Int64(0), select.Int64(1));
    }
}
