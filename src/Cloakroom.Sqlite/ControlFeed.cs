using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>What nodes poll: the mode, and what has changed.</summary>
internal static class ControlFeed
{
    // More than this in one answer is dearer than dropping the cache.
    private const int MaxChanges = 10_000;

    private const string State = "SELECT revision, purged_revision, mode, mode_by, mode_why, mode_since, pass_hash, pass_until FROM state WHERE one = 1";

    public static ControlSnapshot Read(Database database, long since)
    {
        // The common case, several times a second: one row, nothing new.
        var (state, purged) = ReadState(database);
        if (since == 0 || since == state.Revision)
        {
            return state;
        }

        database.Run("BEGIN");
        try
        {
            (state, purged) = ReadState(database);
            if (since < purged || since > state.Revision || state.Revision - since > MaxChanges)
            {
                return state with { IsPartial = true };
            }

            return state with { Changes = ReadChanges(database, since) };
        }
        finally
        {
            if (database.IsInTransaction)
            {
                database.Run("ROLLBACK");
            }
        }
    }

    private static (ControlSnapshot State, long Purged) ReadState(Database database)
    {
        using var select = database.Prepare(State);
        if (!select.Step())
        {
            throw new InvalidDataException("its state row is missing.");
        }

        var mode = new ModeState(select.Enum<CloakroomMode>(2), select.Text(3), select.Text(4), select.Time(5));
        return (new ControlSnapshot(select.Int64(0), mode, [], IsPartial: false) { Pass = ControlTables.ReadPass(select, 6) }, select.Int64(1));
    }

    private static List<ControlChange> ReadChanges(Database database, long since)
    {
        using var select = database.Prepare("SELECT revision, kind, key, name FROM changes WHERE revision > ?1 ORDER BY revision");
        select.Bind(since);
        var changes = new List<ControlChange>();
        while (select.Step())
        {
            var key = select.IsNull(2) ? default : select.Key(2);
            changes.Add(new ControlChange(select.Enum<ControlChangeKind>(1), key, select.OptionalText(3), select.Int64(0)));
        }

        return changes;
    }
}
