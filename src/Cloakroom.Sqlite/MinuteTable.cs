using Cloakroom.Journal;
using Cloakroom.Operations;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>What happened in each minute, counted as it happens: adding up a hundred thousand rows a minute would take longer than anybody waits.</summary>
internal static class MinuteTable
{
    /// <summary>Uses of earlier layouts are counted once; when people signed in before that is not.</summary>
    public const string Layout = """
        CREATE TABLE minutes (
            minute   INTEGER PRIMARY KEY,
            requests INTEGER NOT NULL,
            foreigns INTEGER NOT NULL,
            sign_ins INTEGER NOT NULL,
            issued   INTEGER NOT NULL
        ) STRICT;
        INSERT INTO minutes SELECT minute, sum(count), sum(CASE WHEN is_foreign = 1 THEN count ELSE 0 END), 0, 0 FROM uses GROUP BY minute;
        """;

    private const string Upsert = """
        INSERT INTO minutes (minute, requests, foreigns, sign_ins, issued) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET
            requests = requests + excluded.requests,
            foreigns = foreigns + excluded.foreigns,
            sign_ins = sign_ins + excluded.sign_ins,
            issued = issued + excluded.issued
        """;

    private const string Between = "SELECT minute, requests, foreigns, sign_ins, issued FROM minutes WHERE minute BETWEEN ?1 AND ?2 ORDER BY minute";

    private const string Old = "DELETE FROM minutes WHERE minute IN (SELECT minute FROM minutes WHERE minute < ?1 LIMIT ?2)";

    public static void Add(Database database, MinuteTotals totals)
    {
        using var upsert = database.Prepare(Upsert);
        upsert.Bind(totals.Minute).Bind(totals.Requests).Bind(totals.Foreign).Bind(totals.SignIns).Bind(totals.Issued).Run();
    }

    public static IReadOnlyList<MinuteTotals> Read(Database database, DateTimeOffset from, DateTimeOffset to)
    {
        using var select = database.Prepare(Between);
        select.Bind(Use.MinuteOf(from)).Bind(Use.MinuteOf(to));
        var minutes = new List<MinuteTotals>();
        while (select.Step())
        {
            minutes.Add(new MinuteTotals(select.Int64(0), select.Int64(1), select.Int64(2), select.Int64(3), select.Int64(4)));
        }

        return minutes;
    }

    /// <summary>One batch. Not counted among what went: they are no rows of anybody's.</summary>
    public static int Purge(WriteContext write, PurgeCutoffs cutoffs)
    {
        using var delete = write.Database.Prepare(Old);
        delete.Bind(Use.MinuteOf(cutoffs.UsesBefore)).Bind(Sqlite.Purge.BatchSize * 100).Run();
        return 0;
    }
}
