using Cloakroom.Control;
using Cloakroom.Operations;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>Look-ups by what operators know: the id of a mix-up, the public id of a session, the name of a tenant.</summary>
internal static class OperatorReads
{
    private const string Newest = $"SELECT {RecordColumns.All} FROM sessions WHERE id = ?1 ORDER BY created_at DESC, seq DESC LIMIT 1";

    private const string Live = $"""
        SELECT 1 FROM sessions
        WHERE status = 0 AND expires_at > ?1 AND ?1 - last_seen_at < idle_timeout
          AND (epoch_all, epoch_tenant, epoch_subject) = ({SessionReads.EpochsInForce})
        """;

    public static FiledMixup? FindMixup(Database database, string id)
    {
        using var select = database.Prepare("SELECT incident FROM mixups WHERE id = ?1");
        return select.Bind(id).Step() ? new FiledMixup(MixupTable.Find(database, id)!, select.OptionalText(0)) : null;
    }

    public static SessionRecord? FindById(Database database, string id)
    {
        using var select = database.Prepare(Newest);
        return select.Bind(id).Step() ? RecordColumns.Read(select) : null;
    }

    public static int CountLive(Database database, EpochScope scope, string? name, DateTimeOffset now, int max)
    {
        using var select = database.Prepare(scope switch
        {
            EpochScope.Tenant => $"SELECT count(*) FROM ({Live} AND tenant = ?3 LIMIT ?2)",
            EpochScope.Subject => $"SELECT count(*) FROM ({Live} AND subject = ?3 LIMIT ?2)",
            _ => $"SELECT count(*) FROM ({Live} LIMIT ?2)",
        });
        select.Bind(now).Bind(max);
        if (scope != EpochScope.All)
        {
            select.Bind(name);
        }

        select.Step();
        return (int)select.Int64(0);
    }
}
