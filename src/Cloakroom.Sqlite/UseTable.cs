using System.Buffers.Binary;
using Cloakroom.Journal;
using Cloakroom.Operations;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>Uses, added up by minute.</summary>
internal static class UseTable
{
    private const int WriteSize = 24;

    // A row is small and a minute may have a hundred thousand of them: what one of Purge's batches takes would never catch up.
    private const int PurgeBatchSize = 20_000;

    /// <summary>How many rows to erase in one write.</summary>
    public const int EraseBatchSize = 2_000;

    // A writer repeats a batch within minutes or, when its process has ended, never.
    private static readonly TimeSpan BatchRetention = TimeSpan.FromDays(1);

    private const string Columns = "session, presenter, route, is_foreign, first_at, last_at, count, unsafe_count, writes";

    private const string Add = $"""
        INSERT INTO uses (minute, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (minute, session, presenter, route, is_foreign) DO UPDATE SET
            first_at = min(first_at, excluded.first_at),
            last_at = max(last_at, excluded.last_at),
            count = count + excluded.count,
            unsafe_count = unsafe_count + excluded.unsafe_count,
            writes = CASE WHEN length(excluded.writes) = 0 THEN writes ELSE CAST(writes || excluded.writes AS BLOB) END
        """;

    private const string Foreign = $"SELECT {Columns} FROM uses WHERE is_foreign = 1 AND minute BETWEEN ?1 AND ?2 ORDER BY minute LIMIT ?3";

    // Past so many, reading everything in between is no slower.
    private const int MaxLookups = 100_000;

    private const string Of = $"SELECT {Columns} FROM uses WHERE minute = ?1 AND session = ?2";

    private const string All = $"SELECT {Columns} FROM uses WHERE minute BETWEEN ?1 AND ?2 ORDER BY minute";

    private const string Totals = "SELECT count(DISTINCT session), coalesce(sum(count), 0) FROM uses WHERE minute BETWEEN ?1 AND ?2";

    private const string Tenants = """
        SELECT count(DISTINCT tenant) FROM sessions
        WHERE tenant IS NOT NULL AND created_at <= ?2 AND coalesce(ended_at, last_seen_at + idle_timeout) >= ?1
        """;

    private const string Key = "minute, session, presenter, route, is_foreign";

    private const string Keys = $"SELECT {Key} FROM uses";

    private const string EraseOne = "DELETE FROM uses WHERE minute = ?1 AND session = ?2 AND presenter = ?3 AND route = ?4 AND is_foreign = ?5";

    private const string Old = $"DELETE FROM uses WHERE ({Key}) IN (SELECT {Key} FROM uses WHERE minute < ?1 LIMIT ?2)";

    private const string OldBatches = "DELETE FROM use_batches WHERE id IN (SELECT id FROM use_batches WHERE added_at < ?1 LIMIT ?2)";

    public static int Append(WriteContext write, UInt128 batch, IReadOnlyList<Use> uses, DateTimeOffset now)
    {
        using (var note = write.Database.Prepare("INSERT INTO use_batches VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING"))
        {
            if (note.BindTag(batch).Bind(now).Run() == 0)
            {
                return 0;
            }
        }

        using var add = write.Database.Prepare(Add);
        foreach (var use in uses)
        {
            add.Bind(use.Minute)
                .BindTag(use.Key.Session).BindTag(use.Key.Presenter).Bind((long)use.Key.Route).Bind(use.Key.IsForeign ? 1 : 0)
                .Bind(use.First).Bind(use.Last).Bind(use.Count).Bind(use.UnsafeCount).Bind(Pack(use.Writes).AsSpan())
                .Run();
            add.Reset();
        }

        foreach (var minute in uses.GroupBy(use => use.Minute))
        {
            MinuteTable.Add(write.Database, new MinuteTotals(
                minute.Key, minute.Sum(use => (long)use.Count), minute.Where(use => use.Key.IsForeign).Sum(use => (long)use.Count), 0, 0));
        }

        return uses.Count;
    }

    public static IReadOnlyList<Use> ReadForeign(Database database, DateTimeOffset from, DateTimeOffset to, int max)
    {
        using var select = database.Prepare(Foreign);
        select.Bind(Use.MinuteOf(from)).Bind(Use.MinuteOf(to)).Bind(max);
        var uses = new List<Use>();
        while (select.Step())
        {
            uses.Add(Read(select));
        }

        return uses;
    }

    public static IReadOnlyList<Use> Read(Database database, IReadOnlyCollection<UInt128> sessions, DateTimeOffset from, DateTimeOffset to, int max)
    {
        var wanted = sessions.ToHashSet();
        var (first, last) = (Use.MinuteOf(from), Use.MinuteOf(to));
        if (wanted.Count * (last - first + 1) <= MaxLookups)
        {
            return LookUp(database, wanted, first, last, max);
        }

        using var select = database.Prepare(All);
        select.Bind(first).Bind(last);
        var uses = new List<Use>();
        while (uses.Count < max && select.Step())
        {
            if (wanted.Contains(select.Tag(0)))
            {
                uses.Add(Read(select));
            }
        }

        return uses;
    }

    /// <summary>Each session in each minute: what others did in them is not looked at.</summary>
    private static List<Use> LookUp(Database database, HashSet<UInt128> wanted, long first, long last, int max)
    {
        using var select = database.Prepare(Of);
        var uses = new List<Use>();
        for (var minute = first; minute <= last; minute++)
        {
            foreach (var session in wanted)
            {
                select.Bind(minute).BindTag(session);
                while (uses.Count < max && select.Step())
                {
                    uses.Add(Read(select));
                }

                select.Reset();
            }
        }

        return uses;
    }

    public static UseTotals Count(Database database, DateTimeOffset from, DateTimeOffset to)
    {
        using var select = database.Prepare(Totals);
        select.Bind(Use.MinuteOf(from)).Bind(Use.MinuteOf(to)).Step();
        using var tenants = database.Prepare(Tenants);
        tenants.Bind(from).Bind(to).Step();
        return new UseTotals(select.Int64(0), select.Int64(1)) { Tenants = tenants.Int64(0) };
    }

    /// <summary>The rows of some sessions, as owner or presenter.</summary>
    public static IReadOnlyList<(long Minute, UseKey Key)> FindOf(Database database, IReadOnlyCollection<UInt128> sessions)
    {
        var wanted = sessions.ToHashSet();
        using var select = database.Prepare(Keys);
        var found = new List<(long, UseKey)>();
        while (select.Step())
        {
            var (session, presenter) = (select.Tag(1), select.Tag(2));
            if (wanted.Contains(session) || wanted.Contains(presenter))
            {
                found.Add((select.Int64(0), new UseKey(session, presenter, select.Enum<UseRoute>(3), select.Int64(4) != 0)));
            }
        }

        return found;
    }

    public static int Erase(WriteContext write, IReadOnlyCollection<(long Minute, UseKey Key)> rows)
    {
        using var delete = write.Database.Prepare(EraseOne);
        var count = 0;
        foreach (var (minute, key) in rows)
        {
            count += delete.Bind(minute).BindTag(key.Session).BindTag(key.Presenter).Bind((long)key.Route).Bind(key.IsForeign ? 1 : 0).Run();
            delete.Reset();
        }

        return count;
    }

    public static int Purge(WriteContext write, PurgeCutoffs cutoffs)
    {
        using var delete = write.Database.Prepare(Old);
        return delete.Bind(Use.MinuteOf(cutoffs.UsesBefore)).Bind(PurgeBatchSize).Run();
    }

    public static int PurgeBatches(WriteContext write, PurgeCutoffs cutoffs)
    {
        using var delete = write.Database.Prepare(OldBatches);
        return delete.Bind(cutoffs.Now - BatchRetention).Bind(PurgeBatchSize).Run();
    }

    private static Use Read(Statement row) => new(
        new UseKey(row.Tag(0), row.Tag(1), row.Enum<UseRoute>(2), row.Int64(3) != 0),
        row.Time(4),
        row.Time(5),
        (int)row.Int64(6),
        (int)row.Int64(7),
        Unpack(row.Blob(8)));

    private static byte[] Pack(IReadOnlyList<UnsafeUse> writes)
    {
        if (writes.Count == 0)
        {
            return [];
        }

        var bytes = new byte[writes.Count * WriteSize];
        for (var i = 0; i < writes.Count; i++)
        {
            var at = bytes.AsSpan(i * WriteSize);
            BinaryPrimitives.WriteInt64BigEndian(at, writes[i].At.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteUInt128BigEndian(at[8..], writes[i].Trace);
        }

        return bytes;
    }

    private static UnsafeUse[] Unpack(byte[] bytes)
    {
        var writes = new UnsafeUse[bytes.Length / WriteSize];
        for (var i = 0; i < writes.Length; i++)
        {
            var at = bytes.AsSpan(i * WriteSize);
            writes[i] = new UnsafeUse(DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(at)), BinaryPrimitives.ReadUInt128BigEndian(at[8..]));
        }

        return writes;
    }
}
