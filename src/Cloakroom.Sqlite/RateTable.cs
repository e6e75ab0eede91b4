using Cloakroom.Rates;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>Rate notices, once each.</summary>
internal static class RateTable
{
    private const string Columns = "id, signal, node, at, observed, of_all, past, past_of_all, expected";

    private const string Insert = $"INSERT INTO rate_notices ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";

    private const string Interval = $"SELECT {Columns} FROM rate_notices WHERE at BETWEEN ?1 AND ?2 ORDER BY at DESC, seq DESC LIMIT ?3";

    private const string Old = "DELETE FROM rate_notices WHERE seq IN (SELECT seq FROM rate_notices WHERE at < ?1 LIMIT ?2)";

    public static int Append(Database database, RateNotice notice)
    {
        using var insert = database.Prepare(Insert);
        return insert
            .Bind(notice.Id).Bind((long)notice.Signal).Bind(notice.Node).Bind(notice.At)
            .Bind(notice.Window.Observed).Bind(notice.Window.Of).Bind(notice.Past.Observed).Bind(notice.Past.Of).Bind(notice.Expected)
            .Run();
    }

    public static IReadOnlyList<RateNotice> Read(Database database, DateTimeOffset from, DateTimeOffset to, int max)
    {
        using var select = database.Prepare(Interval);
        select.Bind(from).Bind(to).Bind(max);
        var notices = new List<RateNotice>();
        while (select.Step())
        {
            notices.Add(new RateNotice
            {
                Id = select.Text(0),
                Signal = select.Enum<RateSignal>(1),
                Node = select.Text(2),
                At = select.Time(3),
                Window = new RateCount(select.Int64(4), select.Int64(5)),
                Past = new RateCount(select.Int64(6), select.Int64(7)),
                Expected = select.Double(8),
            });
        }

        return notices;
    }

    /// <summary>One batch.</summary>
    public static int Purge(WriteContext write, PurgeCutoffs cutoffs)
    {
        using var delete = write.Database.Prepare(Old);
        return delete.Bind(cutoffs.MixupsBefore).Bind(Sqlite.Purge.BatchSize).Run();
    }
}
