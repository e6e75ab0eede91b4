using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>What a write runs against: the connection inside the transaction, and the feed that it announces its changes in.</summary>
internal sealed class WriteContext(Database database, TimeProvider time)
{
    private long _storedRevision;

    public Database Database { get; } = database;

    /// <summary>The store's revision, with the changes of this transaction.</summary>
    public long Revision { get; private set; }

    /// <summary>After BEGIN: no other process moves the revision from here on.</summary>
    public void Begin()
    {
        using var select = Database.Prepare("SELECT revision FROM state WHERE one = 1");
        select.Step();
        Revision = _storedRevision = select.Int64(0);
    }

    public void Announce(ControlChangeKind kind, RecordKey? key = null, string? name = null)
    {
        using var insert = Database.Prepare("INSERT INTO changes VALUES (?1, ?2, ?3, ?4, ?5)");
        insert.Bind(Revision + 1).Bind((long)kind);
        _ = key is { } record ? insert.Bind(record) : insert.BindNull();
        insert.Bind(name).Bind(time.GetUtcNow()).Run();
        Revision++;
    }

    /// <summary>Forgets what a write has announced that was rolled back.</summary>
    public void ReturnTo(long revision) => Revision = revision;

    /// <summary>Before COMMIT: one update for all writes of the transaction.</summary>
    public void Flush()
    {
        if (Revision != _storedRevision)
        {
            using var update = Database.Prepare("UPDATE state SET revision = ?1 WHERE one = 1");
            update.Bind(Revision).Run();
        }
    }
}
