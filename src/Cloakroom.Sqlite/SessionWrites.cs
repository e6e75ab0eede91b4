using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Operations;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>What changes sessions. Each runs in a savepoint of its own: a throw undoes it.</summary>
internal static class SessionWrites
{
    private const string Insert = $"""
        INSERT INTO sessions ({RecordColumns.Given}, status)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
        """;

    // The conditions of I7 are in the statement itself: live, and of the generation that the caller has seen.
    private const string Replace = $"""
        UPDATE sessions SET ({RecordColumns.Given}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        WHERE key = ? AND status = 0 AND generation = ?
        """;

    private const string Supersede =
        "UPDATE sessions SET status = 1, ended_at = ?1, grace_until = ?2 WHERE key = ?3 AND status = 0 AND generation = ?4";

    private const string Seen =
        "UPDATE sessions SET last_seen_at = ?1, mac = ?2 WHERE key = ?3 AND status = 0 AND generation = ?4 AND last_seen_at <= ?1";

    private const string Revoke =
        "UPDATE sessions SET status = 2, ended_at = coalesce(ended_at, ?1), grace_until = NULL WHERE id = ?2 AND status <> 2";

    private const string RevokeAny = $"{Revoke} RETURNING key";

    private const string RevokeOfSubject = $"{Revoke} AND subject = ?3 RETURNING key";

    public static StoreWrite Create(WriteContext write, SessionRecord record, SessionCreation creation)
    {
        if (FindId(write.Database, record.Key) is not null)
        {
            return new StoreWrite(WriteStatus.Duplicate, 0);
        }

        var replaced = creation.Replaces is { } key ? FindId(write.Database, key) : null;
        if (creation.Limit is { } limit && record.Subject is not null)
        {
            var others = SessionLimits.FindInUse(write.Database, record.Subject, record.CreatedAt, except: replaced);
            if (others.Count >= limit.Max && !limit.RevokeOldest)
            {
                return new StoreWrite(WriteStatus.LimitReached, 0);
            }

            foreach (var oldest in others.Skip(limit.Max - 1))
            {
                RevokeById(write, oldest, record.CreatedAt);
            }
        }

        if (replaced is not null)
        {
            RevokeById(write, replaced, record.CreatedAt);
        }

        InsertLive(write.Database, record);
        if (record.Subject is not null)
        {
            MinuteTable.Add(write.Database, new MinuteTotals(Use.MinuteOf(record.CreatedAt), 0, 0, SignIns: 1, 0));
        }

        return new StoreWrite(WriteStatus.Written, write.Revision);
    }

    public static StoreWrite Write(WriteContext write, SessionRecord record, long expectedGeneration)
    {
        using var update = write.Database.Prepare(Replace);
        return update.Bind(record).Bind(record.Key).Bind(expectedGeneration).Run() == 1
            ? Announced(write, record.Key)
            : Refused(write.Database, record.Key);
    }

    public static StoreWrite Rotate(
        WriteContext write, RecordKey key, long expectedGeneration, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil)
    {
        if (IsLive(write.Database, key, expectedGeneration))
        {
            if (FindId(write.Database, key) != successor.Id)
            {
                throw new ArgumentException("A successor keeps the public id.", nameof(successor));
            }

            if (FindId(write.Database, successor.Key) is not null)
            {
                return new StoreWrite(WriteStatus.Duplicate, 0);
            }
        }

        using var update = write.Database.Prepare(Supersede);
        if (update.Bind(endedAt).Bind(graceUntil).Bind(key).Bind(expectedGeneration).Run() == 0)
        {
            return Refused(write.Database, key);
        }

        InsertLive(write.Database, successor);
        return Announced(write, key);
    }

    public static int Touch(WriteContext write, IReadOnlyList<SessionTouch> touches)
    {
        var count = 0;
        foreach (var touch in touches)
        {
            using var update = write.Database.Prepare(Seen);
            count += update.Bind(touch.LastSeenAt).Bind(touch.Mac.AsSpan()).Bind(touch.Key).Bind(touch.Generation).Run();
        }

        return count;
    }

    public static bool RevokeByKey(WriteContext write, RecordKey key, DateTimeOffset endedAt) =>
        FindId(write.Database, key) is { } id && RevokeById(write, id, endedAt);

    public static bool RevokeById(WriteContext write, string id, DateTimeOffset endedAt, string? of = null)
    {
        var ended = new List<RecordKey>();
        using (var update = write.Database.Prepare(of is null ? RevokeAny : RevokeOfSubject))
        {
            update.Bind(endedAt).Bind(id);
            if (of is not null)
            {
                update.Bind(of);
            }

            while (update.Step())
            {
                ended.Add(update.Key(0));
            }
        }

        ended.ForEach(key => write.Announce(ControlChangeKind.Session, key));
        return ended.Count > 0;
    }

    private static StoreWrite Announced(WriteContext write, RecordKey key)
    {
        write.Announce(ControlChangeKind.Session, key);
        return new StoreWrite(WriteStatus.Written, write.Revision);
    }

    private static bool IsLive(Database database, RecordKey key, long generation)
    {
        using var select = database.Prepare("SELECT 1 FROM sessions WHERE key = ?1 AND status = 0 AND generation = ?2");
        return select.Bind(key).Bind(generation).Step();
    }

    private static StoreWrite Refused(Database database, RecordKey key)
    {
        using var select = database.Prepare("SELECT status FROM sessions WHERE key = ?1");
        var isLive = select.Bind(key).Step() && select.Enum<RecordStatus>(0) == RecordStatus.Live;
        return new StoreWrite(isLive ? WriteStatus.Conflict : WriteStatus.Gone, 0);
    }

    private static string? FindId(Database database, RecordKey key)
    {
        using var select = database.Prepare("SELECT id FROM sessions WHERE key = ?1");
        return select.Bind(key).Step() ? select.Text(0) : null;
    }

    private static void InsertLive(Database database, SessionRecord record)
    {
        using var insert = database.Prepare(Insert);
        insert.Bind(record).Run();
    }
}
