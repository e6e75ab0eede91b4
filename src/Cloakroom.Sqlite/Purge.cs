using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>Deletes in batches, each a write like any other, so that sign-ins and revocations never wait for a long one.</summary>
internal static class Purge
{
    public const int BatchSize = 500;

    private const string Records =
        "DELETE FROM sessions WHERE seq IN (SELECT seq FROM sessions WHERE useless_from < ?1 LIMIT ?2)";

    private const string Mixups = "DELETE FROM mixups WHERE seq IN (SELECT seq FROM mixups WHERE at < ?1 LIMIT ?2)";

    // By revision, from the oldest on: the feed must not have holes that a poller cannot see.
    private const string LastOldChange =
        "SELECT max(revision) FROM (SELECT revision, at FROM changes ORDER BY revision LIMIT ?2) WHERE at < ?1";

    /// <summary>One batch of records.</summary>
    public static int DeleteRecords(WriteContext write, PurgeCutoffs cutoffs)
    {
        var before = cutoffs.RecordsBefore < cutoffs.Now ? cutoffs.RecordsBefore : cutoffs.Now;
        return Delete(write.Database, Records, before);
    }

    /// <summary>One batch of mix-ups, and of incidents that have none left.</summary>
    public static int DeleteMixups(WriteContext write, PurgeCutoffs cutoffs)
    {
        // Not counted: the caller goes on while there are mix-ups, and of those there are more.
        IncidentTable.Purge(write.Database, cutoffs.MixupsBefore);
        NoticeTable.Purge(write.Database);
        AlertEventTable.Purge(write.Database, cutoffs.MixupsBefore);
        return Delete(write.Database, Mixups, cutoffs.MixupsBefore);
    }

    public static int DeleteChanges(WriteContext write, PurgeCutoffs cutoffs)
    {
        long last;
        using (var select = write.Database.Prepare(LastOldChange))
        {
            if (!select.Bind(cutoffs.ChangesBefore).Bind(BatchSize).Step() || select.IsNull(0))
            {
                return 0;
            }

            last = select.Int64(0);
        }

        using (var mark = write.Database.Prepare("UPDATE state SET purged_revision = ?1 WHERE one = 1"))
        {
            mark.Bind(last).Run();
        }

        using var delete = write.Database.Prepare("DELETE FROM changes WHERE revision <= ?1");
        return delete.Bind(last).Run();
    }

    private static int Delete(Database database, string sql, DateTimeOffset before)
    {
        using var delete = database.Prepare(sql);
        return delete.Bind(before).Bind(BatchSize).Run();
    }
}
