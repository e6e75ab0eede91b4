using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>Ends and forgets sessions by their public ids, whoever they are of.</summary>
internal static class Erasure
{
    private const string IdsOf = """
        SELECT id FROM sessions WHERE subject = ?1
        UNION SELECT owner_session FROM mixups WHERE owner_subject = ?1 AND owner_session IS NOT NULL
        UNION SELECT presenter_session FROM mixups WHERE presenter_subject = ?1 AND presenter_session IS NOT NULL
        """;

    private const string MixupsOf = "SELECT count(*) FROM mixups WHERE owner_subject = ?1 OR presenter_subject = ?1";

    public static SessionEndings End(WriteContext write, IReadOnlyCollection<string> ids, ControlEntry entry)
    {
        var (ended, over, unknown) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var id in ids.Distinct())
        {
            (!IsKnown(write.Database, id) ? unknown : SessionWrites.RevokeById(write, id, entry.At) ? ended : over).Add(id);
        }

        if (ended.Count + over.Count > 0)
        {
            Tell(write, entry);
        }

        return new SessionEndings(ended, over, unknown);
    }

    public static SubjectTraces Find(Database database, string subject)
    {
        var ids = new List<string>();
        using (var select = database.Prepare(IdsOf))
        {
            select.Bind(subject);
            while (select.Step())
            {
                ids.Add(select.Text(0));
            }
        }

        using var count = database.Prepare(MixupsOf);
        count.Bind(subject).Step();
        return new SubjectTraces(ids, (int)count.Int64(0));
    }

    public static int Erase(WriteContext write, IReadOnlyCollection<string> ids, ControlEntry entry)
    {
        var gone = new List<RecordKey>();
        foreach (var id in ids)
        {
            using var delete = write.Database.Prepare("DELETE FROM sessions WHERE id = ?1 RETURNING key");
            delete.Bind(id);
            while (delete.Step())
            {
                gone.Add(delete.Key(0));
            }
        }

        gone.ForEach(key => write.Announce(ControlChangeKind.Session, key));
        Tell(write, entry);
        return gone.Count;
    }

    private static void Tell(WriteContext write, ControlEntry entry)
    {
        ControlTables.AppendHistory(write.Database, entry, edgeRevision: null);
        write.Announce(ControlChangeKind.Mode);
    }

    private static bool IsKnown(Database database, string id)
    {
        using var select = database.Prepare("SELECT 1 FROM sessions WHERE id = ?1");
        return select.Bind(id).Step();
    }
}
