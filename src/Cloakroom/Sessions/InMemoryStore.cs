using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Sessions;

/// <summary>
/// A store that lives and dies with the process: for tests, and for an application of one process whose users may sign in again.
/// </summary>
/// <remarks>
/// One lock guards everything. What is done under it is a few dictionary operations, so that it costs less than finer locks would,
/// and each member is atomic without further thought.
/// </remarks>
internal sealed partial class InMemoryStore(TimeProvider? time = null) : ICloakroomStore
{
    private readonly Lock _lock = new();
    private readonly InMemoryRecords _records = new();

    // Stamps the changes of the feed, so that they can be purged by age. Nothing else is judged by it.
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public string Name => "memory";

    public ValueTask OpenAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : ValueTask.CompletedTask;

    public ValueTask<StoreWrite> CreateAsync(SessionRecord record, SessionCreation creation, CancellationToken cancellationToken) =>
        Locked(() => Create(Incoming(record), creation), cancellationToken);

    public ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken) =>
        Locked(() => _records.Find(key) is { } record ? Stored(record) : null, cancellationToken);

    public ValueTask<SessionRecord?> FindByBindingAsync(RecordKey bindingKey, CancellationToken cancellationToken) =>
        Locked(() => _records.WithBinding(bindingKey).FirstOrDefault() is { } record ? Copy(record) : null, cancellationToken);

    public ValueTask<StoreWrite> WriteAsync(SessionRecord record, long expectedGeneration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(record.Generation, expectedGeneration, nameof(record));
        return Locked(() =>
        {
            var (_, refusal) = FindLive(record.Key, expectedGeneration);
            return refusal ?? Replace(Incoming(record));
        }, cancellationToken);
    }

    public ValueTask<StoreWrite> RotateAsync(
        RecordKey key, long expectedGeneration, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil,
        CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var (current, refusal) = FindLive(key, expectedGeneration);
            if (current is null)
            {
                return refusal!.Value;
            }

            if (successor.Id != current.Id)
            {
                throw new ArgumentException("A successor keeps the public id.", nameof(successor));
            }

            if (_records.Find(successor.Key) is not null)
            {
                return new StoreWrite(WriteStatus.Duplicate, 0);
            }

            _records.Put(Incoming(successor));
            return Replace(current with { Status = RecordStatus.Superseded, EndedAt = endedAt, GraceUntil = graceUntil });
        }, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            foreach (var touch in touches)
            {
                if (FindLive(touch.Key, touch.Generation) is ({ } record, _) && record.LastSeenAt <= touch.LastSeenAt)
                {
                    _records.Put(record with { LastSeenAt = touch.LastSeenAt, Mac = [.. touch.Mac] });
                }
            }
        }, cancellationToken);

    public ValueTask<bool> RevokeAsync(RecordKey key, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        Locked(() => _records.Find(key) is { } record && RevokeSession(record.Id, endedAt), cancellationToken);

    public ValueTask<bool> RevokeByIdAsync(string subject, string id, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        Locked(() => RevokeSession(id, endedAt, of: subject), cancellationToken);

    public ValueTask<IReadOnlyList<StoredSession>> ListAsync(string subject, int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredSession>>(() => [.. _records.LiveOf(subject).Take(max).Select(Stored)], cancellationToken);

    public ValueTask<int> PurgeAsync(PurgeCutoffs cutoffs, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var before = Math.Min(cutoffs.RecordsBefore.ToUnixTimeMilliseconds(), cutoffs.Now.ToUnixTimeMilliseconds());
            var dead = _records.All.Where(r => UselessFrom(r) < before).Select(r => r.Key).ToList();
            dead.ForEach(_records.Remove);
            return dead.Count + PurgeChanges(cutoffs.ChangesBefore) + PurgeMixups(cutoffs.MixupsBefore) + PurgeRateNotices(cutoffs.MixupsBefore) + PurgeUses(cutoffs.UsesBefore) + PurgeNodes(cutoffs.Now - Node.Retention);
        }, cancellationToken);

    private StoreWrite Create(SessionRecord record, SessionCreation creation)
    {
        if (_records.Find(record.Key) is not null)
        {
            return new StoreWrite(WriteStatus.Duplicate, 0);
        }

        var replaced = creation.Replaces is { } key ? _records.Find(key)?.Id : null;
        if (creation.Limit is { } limit && record.Subject is not null)
        {
            var others = _records.LiveOf(record.Subject).Where(r => r.Id != replaced && IsInUse(r, record.CreatedAt)).ToList();
            if (others.Count >= limit.Max && !limit.RevokeOldest)
            {
                return new StoreWrite(WriteStatus.LimitReached, 0);
            }

            foreach (var oldest in others.Skip(limit.Max - 1))
            {
                RevokeSession(oldest.Id, record.CreatedAt);
            }
        }

        if (replaced is not null)
        {
            RevokeSession(replaced, record.CreatedAt);
        }

        _records.Put(record);
        if (record.Subject is not null)
        {
            Count(new MinuteTotals(Use.MinuteOf(record.CreatedAt), 0, 0, SignIns: 1, 0));
        }

        return new StoreWrite(WriteStatus.Written, _revision);
    }

    private (SessionRecord? Record, StoreWrite? Refusal) FindLive(RecordKey key, long generation) => _records.Find(key) switch
    {
        { Status: RecordStatus.Live } record when record.Generation == generation => (record, null),
        { Status: RecordStatus.Live } => (null, new StoreWrite(WriteStatus.Conflict, 0)),
        _ => (null, new StoreWrite(WriteStatus.Gone, 0)),
    };

    private StoreWrite Replace(SessionRecord record)
    {
        _records.Put(record);
        Announce(ControlChangeKind.Session, record.Key);
        return new StoreWrite(WriteStatus.Written, _revision);
    }

    private bool RevokeSession(string id, DateTimeOffset endedAt, string? of = null)
    {
        var ended = false;
        foreach (var record in _records.WithId(id))
        {
            if (record.Status != RecordStatus.Revoked && (of is null || of == record.Subject))
            {
                Replace(record with { Status = RecordStatus.Revoked, EndedAt = record.EndedAt ?? endedAt, GraceUntil = null });
                ended = true;
            }
        }

        return ended;
    }

    private bool IsInUse(SessionRecord record, DateTimeOffset now) =>
        record.ExpiresAt > now && now - record.LastSeenAt < record.IdleTimeout && record.Epochs == EpochsOf(record.Tenant, record.Subject);

    // In milliseconds: an idle timeout of "never" would overflow a DateTimeOffset.
    private static long UselessFrom(SessionRecord record)
    {
        var expired = record.ExpiresAt.ToUnixTimeMilliseconds();
        var idle = record.LastSeenAt.ToUnixTimeMilliseconds() + (long)record.IdleTimeout.TotalMilliseconds;
        var ended = record.EndedAt?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var grace = record.GraceUntil?.ToUnixTimeMilliseconds() ?? ended;
        return Math.Min(Math.Min(expired, idle), Math.Max(ended, grace));
    }

    private StoredSession Stored(SessionRecord record) =>
        new(Copy(record), EpochsOf(record.Tenant, record.Subject), _mode.Mode, _revision);

    private static SessionRecord Incoming(SessionRecord record) =>
        Copy(record) with { Status = RecordStatus.Live, EndedAt = null, GraceUntil = null };

    // As a real store would: what the caller does to its arrays afterwards (such as zeroing a key) does not reach what is stored.
    private static SessionRecord Copy(SessionRecord record) =>
        record with { ServerKey = [.. record.ServerKey], Payload = [.. record.Payload], Mac = [.. record.Mac] };

    private ValueTask<T> Locked<T>(Func<T> body, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        lock (_lock)
        {
            return ValueTask.FromResult(body());
        }
    }

    private ValueTask Locked(Action body, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (_lock)
        {
            body();
        }

        return ValueTask.CompletedTask;
    }
}
