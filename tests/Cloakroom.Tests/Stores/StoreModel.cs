using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>The contract as a list and plain loops, to be obviously right: what any store must answer, whatever the order of calls.</summary>
internal sealed class StoreModel
{
    private readonly List<SessionRecord> _rows = [];
    private readonly Dictionary<string, long> _epochs = [];
    private readonly List<Mixup> _mixups = [];

    public CloakroomMode Mode { get; set; }

    public int HistoryCount { get; set; }

    public List<RecordKey> ChangedKeys { get; } = [];

    public IReadOnlyList<Mixup> Mixups => [.. _mixups.OrderBy(m => m.At)];

    public SessionRecord? Find(RecordKey key) => _rows.Find(r => r.Key == key);

    public SessionRecord? FindByBinding(RecordKey binding) => NewestFirst(r => r.BindingKey == binding).FirstOrDefault();

    public List<SessionRecord> List(string subject) => [.. NewestFirst(r => r.Subject == subject && r.Status == RecordStatus.Live)];

    public EpochStamp EpochsOf(string? tenant, string? subject) => new(
        _epochs.GetValueOrDefault("*"),
        tenant is null ? 0 : _epochs.GetValueOrDefault("t" + tenant),
        subject is null ? 0 : _epochs.GetValueOrDefault("s" + subject));

    public void AdvanceEpoch(EpochScope scope, string? name)
    {
        var key = scope == EpochScope.All ? "*" : (scope == EpochScope.Tenant ? "t" : "s") + name;
        _epochs[key] = _epochs.GetValueOrDefault(key) + 1;
        HistoryCount++;
    }

    public WriteStatus Create(SessionRecord record, SessionCreation creation)
    {
        if (Find(record.Key) is not null)
        {
            return WriteStatus.Duplicate;
        }

        var replaced = creation.Replaces is { } key ? Find(key)?.Id : null;
        var others = record.Subject is null ? [] : List(record.Subject).Where(r =>
            r.Id != replaced
            && r.ExpiresAt > record.CreatedAt
            && r.LastSeenAt + r.IdleTimeout > record.CreatedAt
            && r.Epochs == EpochsOf(r.Tenant, r.Subject)).ToList();
        if (creation.Limit is { } limit && others.Count + 1 > limit.Max)
        {
            if (!limit.RevokeOldest)
            {
                return WriteStatus.LimitReached;
            }

            while (others.Count + 1 > limit.Max)
            {
                Revoke(r => r.Id == others[^1].Id, record.CreatedAt);
                others.RemoveAt(others.Count - 1);
            }
        }

        if (replaced is not null)
        {
            Revoke(r => r.Id == replaced, record.CreatedAt);
        }

        _rows.Add(record);
        return WriteStatus.Written;
    }

    public WriteStatus Write(SessionRecord record, long generation)
    {
        var status = Check(record.Key, generation);
        if (status == WriteStatus.Written)
        {
            Put(record);
        }

        return status;
    }

    public WriteStatus Rotate(RecordKey key, long generation, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil)
    {
        var status = Check(key, generation);
        if (status != WriteStatus.Written)
        {
            return status;
        }

        if (Find(successor.Key) is not null)
        {
            return WriteStatus.Duplicate;
        }

        Put(Find(key)! with { Status = RecordStatus.Superseded, EndedAt = endedAt, GraceUntil = graceUntil });
        _rows.Add(successor);
        return WriteStatus.Written;
    }

    public void Touch(SessionTouch touch)
    {
        if (Check(touch.Key, touch.Generation) == WriteStatus.Written && Find(touch.Key)!.LastSeenAt <= touch.LastSeenAt)
        {
            Put(Find(touch.Key)! with { LastSeenAt = touch.LastSeenAt, Mac = touch.Mac }, announce: false);
        }
    }

    public bool Revoke(RecordKey key, DateTimeOffset endedAt) => Find(key)?.Id is { } id && Revoke(r => r.Id == id, endedAt);

    public bool Revoke(string subject, string id, DateTimeOffset endedAt) => Revoke(r => r.Id == id && r.Subject == subject, endedAt);

    public int Purge(PurgeCutoffs cutoffs)
    {
        var before = cutoffs.RecordsBefore < cutoffs.Now ? cutoffs.RecordsBefore : cutoffs.Now;
        return _rows.RemoveAll(r =>
            r.ExpiresAt < before
            || r.LastSeenAt + r.IdleTimeout < before
            || (r.Status == RecordStatus.Revoked && r.EndedAt < before)
            || (r.Status == RecordStatus.Superseded && r.EndedAt < before && r.GraceUntil < before))
            + _mixups.RemoveAll(m => m.At < cutoffs.MixupsBefore);
    }

    public void Append(Mixup mixup)
    {
        if (_mixups.TrueForAll(m => m.Id != mixup.Id))
        {
            _mixups.Add(mixup);
        }
    }

    private WriteStatus Check(RecordKey key, long generation) => Find(key) switch
    {
        { Status: RecordStatus.Live } r => r.Generation == generation ? WriteStatus.Written : WriteStatus.Conflict,
        _ => WriteStatus.Gone,
    };

    private bool Revoke(Predicate<SessionRecord> which, DateTimeOffset endedAt)
    {
        var ended = _rows.FindAll(which).FindAll(r => r.Status != RecordStatus.Revoked);
        foreach (var record in ended)
        {
            Put(record with { Status = RecordStatus.Revoked, EndedAt = record.EndedAt ?? endedAt, GraceUntil = null });
        }

        return ended.Count > 0;
    }

    private void Put(SessionRecord record, bool announce = true)
    {
        _rows[_rows.FindIndex(r => r.Key == record.Key)] = record;
        if (announce)
        {
            ChangedKeys.Add(record.Key);
        }
    }

    private IEnumerable<SessionRecord> NewestFirst(Predicate<SessionRecord> which) =>
        Enumerable.Reverse(_rows).Where(r => which(r)).OrderByDescending(r => r.CreatedAt);
}
