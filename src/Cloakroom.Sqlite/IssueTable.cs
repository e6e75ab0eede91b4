using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Sqlite;

/// <summary>Which session value was issued to which binding.</summary>
internal static class IssueTable
{
    private const string ByValue = "SELECT binding, replaced, seen_at FROM issued WHERE value = ?1";

    private const string Insert = "INSERT INTO issued (value, binding, replaced, issued_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)";

    private const string Update = "UPDATE issued SET binding = ?2, replaced = ?3, seen_at = ?4 WHERE value = ?1";

    // By the index of seen_at: what is as late as that is little.
    private const string Renewals = "SELECT replaced, binding FROM issued WHERE seen_at >= ?1 AND replaced IS NOT NULL";

    private const string Unseen = "DELETE FROM issued WHERE value IN (SELECT value FROM issued WHERE seen_at < ?1 LIMIT ?2)";

    /// <summary>The binding that has the value, where asking changes nothing; null where there is something to write.</summary>
    public static UInt128? FindSettled(Database database, Issue issue) =>
        Find(database, issue.Value) is { } row && After(row, issue) == row ? row.Binding : null;

    public static IssuedValue? FindIssued(Database database, UInt128 value) => Find(database, value) is { } row ? new IssuedValue(row.Binding, row.SeenAt) : null;

    /// <summary>Within the writer's transaction, so that nobody else comes between the look and the note.</summary>
    public static UInt128 TryIssue(WriteContext write, Issue issue)
    {
        var row = Find(write.Database, issue.Value);
        var next = row is { } known ? After(known, issue) : new Row(issue.Binding, issue.Replaced, issue.At);
        if (next == row)
        {
            return next.Binding;
        }

        using var change = write.Database.Prepare(row is null ? Insert : Update);
        change.BindTag(issue.Value).BindTag(next.Binding).BindTag(next.Replaced).Bind(next.SeenAt).Run();
        if (row is null && issue.Binding != Issue.Nobody && !issue.IsClaim)
        {
            MinuteTable.Add(write.Database, new MinuteTotals(Use.MinuteOf(issue.At), 0, 0, 0, Issued: 1));
        }

        return next.Binding;
    }

    /// <summary>Which binding replaced which lately.</summary>
    public static List<(UInt128 Replaced, UInt128 Binding)> RenewalsSince(Database database, DateTimeOffset at)
    {
        using var select = database.Prepare(Renewals);
        select.Bind(at);
        var renewals = new List<(UInt128, UInt128)>();
        while (select.Step())
        {
            renewals.Add((select.Tag(0), select.Tag(1)));
        }

        return renewals;
    }

    public static long Count(Database database)
    {
        using var select = database.Prepare("SELECT count(*) FROM issued");
        select.Step();
        return select.Int64(0);
    }

    /// <summary>One batch.</summary>
    public static int Purge(Database database, DateTimeOffset seenBefore)
    {
        using var delete = database.Prepare(Unseen);
        return delete.Bind(seenBefore).Bind(Sqlite.Purge.BatchSize).Run();
    }

    private static Row? Find(Database database, UInt128 value)
    {
        using var select = database.Prepare(ByValue);
        return select.BindTag(value).Step() ? new Row(select.Tag(0), select.OptionalTag(1), select.Time(2)) : null;
    }

    /// <summary>What the row becomes; itself when the value stays with another or was seen lately.</summary>
    private static Row After(Row row, Issue issue)
    {
        if (row.Binding == issue.Binding)
        {
            return Issue.IsTouchDue(row.SeenAt, issue.At) ? new Row(issue.Binding, null, issue.At) : row;
        }

        if (row.Binding == issue.Previous)
        {
            return new Row(issue.Binding, issue.Replaced, issue.At);
        }

        return issue.IsParallelTo(row.Replaced, row.SeenAt) ? row with { Binding = issue.Binding } : row;
    }

    private readonly record struct Row(UInt128 Binding, UInt128? Replaced, DateTimeOffset SeenAt);
}
