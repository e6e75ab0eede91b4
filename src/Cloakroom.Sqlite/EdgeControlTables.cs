using Cloakroom.Control;
using Cloakroom.Edges;

namespace Cloakroom.Sqlite;

/// <summary>What operators have ended for edges, and the revision by which edges hear of it.</summary>
/// <remarks>The audit trail doubles as the list of revisions that this file has ever had, by which it knows whether a reader's is of it.</remarks>
internal static class EdgeControlTables
{
    private const string State = "SELECT edge_revision, mode, mode_by, mode_why, mode_since, edge_all_epoch, pass_hash, pass_until FROM state WHERE one = 1";

    private const string IsKnown = "SELECT 1 FROM history WHERE edge_revision = ?1";

    private const string After = "SELECT tag, revision FROM tag_epochs WHERE revision > ?1";

    private const string EndedAfter = "SELECT 1 FROM tag_epochs WHERE tag = ?1 AND revision > ?2";

    private const string LastEnd = "SELECT max(edge_all_epoch, coalesce((SELECT revision FROM tag_epochs WHERE tag = ?1), 0)) FROM state WHERE one = 1";

    // In milliseconds since 1970, or one more than the last: see IEdgeStore.
    private const string Next =
        "UPDATE state SET edge_revision = max(edge_revision + 1, ?1) WHERE one = 1 RETURNING edge_revision";

    private const string End = """
        INSERT INTO tag_epochs VALUES (?1, ?2) ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)
        """;

    private const string EndAll = "UPDATE state SET edge_all_epoch = max(edge_all_epoch, ?1) WHERE one = 1";

    private const string Floor = "UPDATE state SET edge_revision = max(edge_revision, ?1) WHERE one = 1";

    private const string Oldest = "SELECT tag, revision FROM tag_epochs WHERE revision < ?1 ORDER BY revision LIMIT ?2";

    public static EdgeSnapshot Read(Database database, long knownRevision)
    {
        // The common case, several times a second: one row, nothing new.
        var state = ReadState(database);
        if (state.Revision == knownRevision)
        {
            return state;
        }

        database.Run("BEGIN");
        try
        {
            state = ReadState(database);
            var continues = knownRevision == 0 || knownRevision == state.Revision || IsOfThisFile(database, knownRevision);
            return state with { Epochs = ReadEpochs(database, continues ? knownRevision : 0), IsContinuation = continues };
        }
        finally
        {
            if (database.IsInTransaction)
            {
                database.Run("ROLLBACK");
            }
        }
    }

    /// <summary>Without a transaction: an end that is folded into the end of everything meanwhile is 400 days old.</summary>
    public static bool HasEnded(Database database, IReadOnlyCollection<UInt128> tags, long since)
    {
        var state = ReadState(database);
        if (state.Revision <= since)
        {
            return false;
        }

        foreach (var tag in tags)
        {
            using var select = database.Prepare(EndedAfter);
            if (select.BindTag(tag).Bind(since).Step())
            {
                return true;
            }
        }

        return state.AllEpoch > since;
    }

    /// <summary>Gives a change its revision. Its line in the audit trail must carry it.</summary>
    public static long Advance(Database database, DateTimeOffset at)
    {
        using var update = database.Prepare(Next);
        update.Bind(at).Step();
        return update.Int64(0);
    }

    public static long AdvanceAll(Database database, DateTimeOffset at)
    {
        var revision = Advance(database, at);
        Run(database, EndAll, revision);
        return revision;
    }

    public static long Revoke(Database database, IReadOnlyCollection<UInt128> tags, ControlEntry entry)
    {
        var revision = EndTags(database, tags, entry.At);
        ControlTables.AppendHistory(database, entry, revision);
        return revision;
    }

    /// <summary>Ends tags and their successors. The line in the audit trail, which must carry the revision, is the caller's.</summary>
    public static long EndTags(Database database, IReadOnlyCollection<UInt128> tags, DateTimeOffset at)
    {
        var revision = Advance(database, at);
        foreach (var tag in Issue.WithSuccessors(tags, IssueTable.RenewalsSince(database, at - Issue.RaceWindow)))
        {
            EndTag(database, new TagEpoch(tag, revision));
        }

        return revision;
    }

    /// <summary>The revision at which a tag was ended last, by itself or with everything; 0 for never.</summary>
    public static long EndOf(Database database, UInt128 tag)
    {
        using var select = database.Prepare(LastEnd);
        select.BindTag(tag).Step();
        return select.Int64(0);
    }

    public static long Restore(WriteContext write, EdgeSnapshot lost, ControlEntry entry)
    {
        var database = write.Database;
        Run(database, Floor, lost.Revision);
        Run(database, EndAll, lost.AllEpoch);
        foreach (var epoch in lost.Epochs)
        {
            EndTag(database, epoch);
        }

        if (lost.Mode.Since > ReadState(database).Mode.Since)
        {
            ControlTables.SetMode(write, lost.Mode);
        }

        var revision = Advance(database, entry.At);
        ControlTables.AppendHistory(database, entry, revision);
        return revision;
    }

    /// <summary>One batch, oldest first, folded into the end of everything: whatever it ended is older still.</summary>
    public static int Purge(Database database, DateTimeOffset before)
    {
        var batch = new List<TagEpoch>();
        using (var select = database.Prepare(Oldest))
        {
            select.Bind(before).Bind(Sqlite.Purge.BatchSize);
            while (select.Step())
            {
                batch.Add(new TagEpoch(select.Tag(0), select.Int64(1)));
            }
        }

        foreach (var epoch in batch)
        {
            Run(database, EndAll, epoch.Revision);
            using var delete = database.Prepare("DELETE FROM tag_epochs WHERE tag = ?1");
            delete.BindTag(epoch.Tag).Run();
        }

        return batch.Count;
    }

    private static EdgeSnapshot ReadState(Database database)
    {
        using var select = database.Prepare(State);
        if (!select.Step())
        {
            throw new InvalidDataException("its state row is missing.");
        }

        var mode = new ModeState(select.Enum<CloakroomMode>(1), select.Text(2), select.Text(3), select.Time(4));
        return new EdgeSnapshot(select.Int64(0), mode, select.Int64(5), [], IsContinuation: true) { Pass = ControlTables.ReadPass(select, 6) };
    }

    private static bool IsOfThisFile(Database database, long revision)
    {
        using var select = database.Prepare(IsKnown);
        return select.Bind(revision).Step();
    }

    private static List<TagEpoch> ReadEpochs(Database database, long after)
    {
        using var select = database.Prepare(After);
        select.Bind(after);
        var epochs = new List<TagEpoch>();
        while (select.Step())
        {
            epochs.Add(new TagEpoch(select.Tag(0), select.Int64(1)));
        }

        return epochs;
    }

    private static void EndTag(Database database, TagEpoch epoch)
    {
        using var upsert = database.Prepare(End);
        upsert.BindTag(epoch.Tag).Bind(epoch.Revision).Run();
    }

    private static void Run(Database database, string sql, long value)
    {
        using var statement = database.Prepare(sql);
        statement.Bind(value).Run();
    }
}
