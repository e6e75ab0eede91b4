using Cloakroom.Edges;

namespace Cloakroom.Sqlite;

/// <summary>Which session value was issued to which binding.</summary>
internal static class IssueTable
{
    private const string ByValue = "SELECT binding, seen_at FROM issued WHERE value = ?1";

    private const string Insert = "INSERT INTO issued (value, binding, issued_at, seen_at) VALUES (?1, ?2, ?3, ?3)";

    private const string Update = "UPDATE issued SET binding = ?2, seen_at = ?3 WHERE value = ?1";

    private const string Unseen = "DELETE FROM issued WHERE value IN (SELECT value FROM issued WHERE seen_at < ?1 LIMIT ?2)";

    /// <summary>The binding that has the value, where asking changes nothing; null where there is something to write.</summary>
    public static UInt128? FindSettled(Database database, Issue issue)
    {
        using var select = database.Prepare(ByValue);
        if (!select.BindTag(issue.Value).Step())
        {
            return null;
        }

        var owner = select.Tag(0);
        var isDue = owner == issue.Binding ? Issue.IsTouchDue(select.Time(1), issue.At) : owner == issue.Previous;
        return isDue ? null : owner;
    }

    /// <summary>Within the writer's transaction, so that nobody else comes between the look and the note.</summary>
    public static UInt128 TryIssue(WriteContext write, Issue issue)
    {
        if (FindSettled(write.Database, issue) is { } owner)
        {
            return owner;
        }

        using (var update = write.Database.Prepare(Update))
        {
            if (update.BindTag(issue.Value).BindTag(issue.Binding).Bind(issue.At).Run() == 1)
            {
                return issue.Binding;
            }
        }

        using var insert = write.Database.Prepare(Insert);
        insert.BindTag(issue.Value).BindTag(issue.Binding).Bind(issue.At).Run();
        return issue.Binding;
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
}
