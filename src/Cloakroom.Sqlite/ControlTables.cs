using Cloakroom.Control;

namespace Cloakroom.Sqlite;

/// <summary>Epochs, mode and the audit trail.</summary>
internal static class ControlTables
{
    private const string Epochs = """
        SELECT
            coalesce((SELECT value FROM epochs WHERE scope = 0 AND name = ''), 0),
            coalesce((SELECT value FROM epochs WHERE scope = 1 AND name = ?1), 0),
            coalesce((SELECT value FROM epochs WHERE scope = 2 AND name = ?2), 0)
        """;

    private const string Advance = "INSERT INTO epochs VALUES (?1, ?2, 1) ON CONFLICT DO UPDATE SET value = value + 1";

    private const string Mode = "UPDATE state SET mode = ?1, mode_by = ?2, mode_why = ?3, mode_since = ?4 WHERE one = 1";

    private const string Pass = "UPDATE state SET pass_hash = ?1, pass_until = ?2 WHERE one = 1";

    private const string Revisions =
        "SELECT max(purged_revision, coalesce((SELECT max(revision) FROM changes WHERE kind <> 0), 0)), edge_revision FROM state WHERE one = 1";

    private const string Append = "INSERT INTO history (at, action, by, why, edge_revision) VALUES (?1, ?2, ?3, ?4, ?5)";

    private const string Newest = "SELECT at, action, by, why FROM history ORDER BY seq DESC LIMIT ?1";

    public static EpochStamp ReadEpochs(Database database, string? tenant, string? subject)
    {
        using var select = database.Prepare(Epochs);
        select.Bind(tenant).Bind(subject).Step();
        return new EpochStamp(select.Int64(0), select.Int64(1), select.Int64(2));
    }

    public static long AdvanceEpoch(WriteContext write, EpochScope scope, string? name, ControlEntry entry)
    {
        var (number, kind) = scope switch
        {
            EpochScope.All => (0, ControlChangeKind.AllEpoch),
            EpochScope.Tenant => (1, ControlChangeKind.TenantEpoch),
            _ => (2, ControlChangeKind.SubjectEpoch),
        };
        using (var upsert = write.Database.Prepare(Advance))
        {
            upsert.Bind(number).Bind(name ?? "").Run();
        }

        AppendHistory(write.Database, entry, scope == EpochScope.All ? EdgeControlTables.AdvanceAll(write.Database, entry.At) : null);
        write.Announce(kind, name: name);
        return write.Revision;
    }

    public static long SetMode(WriteContext write, ModeState mode)
    {
        using (var update = write.Database.Prepare(Mode))
        {
            update.Bind((long)mode.Mode).Bind(mode.By).Bind(mode.Why).Bind(mode.Since).Run();
        }

        var entry = new ControlEntry(mode.Since, $"mode {mode.Mode}", mode.By, mode.Why);
        AppendHistory(write.Database, entry, EdgeControlTables.Advance(write.Database, mode.Since));
        write.Announce(ControlChangeKind.Mode);
        return write.Revision;
    }

    public static long SetPass(WriteContext write, VerifyPass? pass, ControlEntry entry)
    {
        using (var update = write.Database.Prepare(Pass))
        {
            _ = pass is null ? update.BindNull() : update.Bind(pass.Hash.AsSpan());
            update.Bind(pass?.Until).Run();
        }

        AppendHistory(write.Database, entry, EdgeControlTables.Advance(write.Database, entry.At));
        write.Announce(ControlChangeKind.Mode);
        return write.Revision;
    }

    /// <summary>The pass in two columns of <c>state</c>: hash and end.</summary>
    public static VerifyPass? ReadPass(Statement state, int column) => state.IsNull(column) ? null : new VerifyPass(state.Blob(column), state.Time(column + 1));

    public static ControlRevisions ReadRevisions(Database database)
    {
        using var select = database.Prepare(Revisions);
        select.Step();
        return new ControlRevisions(select.Int64(0), select.Int64(1));
    }

    public static CloakroomMode ReadMode(Database database)
    {
        using var select = database.Prepare("SELECT mode FROM state WHERE one = 1");
        select.Step();
        return select.Enum<CloakroomMode>(0);
    }

    public static IReadOnlyList<ControlEntry> ReadHistory(Database database, int max)
    {
        using var select = database.Prepare(Newest);
        select.Bind(max);
        var entries = new List<ControlEntry>();
        while (select.Step())
        {
            entries.Add(new ControlEntry(select.Time(0), select.Text(1), select.Text(2), select.Text(3)));
        }

        return entries;
    }

    /// <param name="database">Inside a transaction.</param>
    /// <param name="entry">The line.</param>
    /// <param name="edgeRevision">The revision by which edges hear of it; null when it is not for them.</param>
    public static void AppendHistory(Database database, ControlEntry entry, long? edgeRevision)
    {
        using var insert = database.Prepare(Append);
        insert.Bind(entry.At).Bind(entry.Action).Bind(entry.By).Bind(entry.Why);
        _ = edgeRevision is { } revision ? insert.Bind(revision) : insert.BindNull();
        insert.Run();
    }
}
