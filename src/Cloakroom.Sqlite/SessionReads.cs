using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>What is read of sessions. Each is one statement, so that it sees one moment.</summary>
internal static class SessionReads
{
    /// <summary>The epochs in force for the row of <c>sessions</c> at hand; 0 where there is no name, as NULL equals nothing.</summary>
    public const string EpochsInForce = """
        coalesce((SELECT value FROM epochs WHERE scope = 0 AND name = ''), 0),
        coalesce((SELECT value FROM epochs WHERE scope = 1 AND name = sessions.tenant), 0),
        coalesce((SELECT value FROM epochs WHERE scope = 2 AND name = sessions.subject), 0)
        """;

    private const string Stored =
        $"SELECT {RecordColumns.All}, {EpochsInForce}, mode, revision FROM sessions CROSS JOIN state";

    private const string ByKey = $"{Stored} WHERE key = ?1";

    private const string LiveOfSubject =
        $"{Stored} WHERE subject = ?1 AND status = 0 ORDER BY created_at DESC, seq DESC LIMIT ?2";

    private const string ByBinding =
        $"SELECT {RecordColumns.All} FROM sessions WHERE binding_key = ?1 ORDER BY created_at DESC, seq DESC LIMIT 1";

    public static StoredSession? Find(Database database, RecordKey key)
    {
        using var select = database.Prepare(ByKey);
        return select.Bind(key).Step() ? ReadStored(select) : null;
    }

    public static SessionRecord? FindByBinding(Database database, RecordKey bindingKey)
    {
        using var select = database.Prepare(ByBinding);
        return select.Bind(bindingKey).Step() ? RecordColumns.Read(select) : null;
    }

    public static IReadOnlyList<StoredSession> List(Database database, string subject, int max)
    {
        using var select = database.Prepare(LiveOfSubject);
        select.Bind(subject).Bind(max);
        var list = new List<StoredSession>();
        while (select.Step())
        {
            list.Add(ReadStored(select));
        }

        return list;
    }

    private static StoredSession ReadStored(Statement row)
    {
        const int next = RecordColumns.Count;
        return new StoredSession(
            RecordColumns.Read(row),
            new EpochStamp(row.Int64(next), row.Int64(next + 1), row.Int64(next + 2)),
            row.Enum<CloakroomMode>(next + 3),
            row.Int64(next + 4));
    }
}
