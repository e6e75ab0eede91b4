using Cloakroom.Control;
using Cloakroom.Journal;

namespace Cloakroom.Sessions;

/// <summary>Control and mix-ups.</summary>
internal sealed partial class InMemoryStore
{
    // More than this in one answer is dearer than dropping the cache. The same bound keeps the feed from growing where nobody purges.
    private const int MaxChanges = 10_000;

    private readonly Queue<(ControlChange Change, DateTimeOffset At)> _changes = [];
    private readonly Dictionary<(EpochScope, string), long> _epochs = [];
    private readonly List<ControlEntry> _history = [];
    private readonly List<Mixup> _mixups = [];
    private ModeState _mode = ModeState.Initial;
    private VerifyPass? _pass;
    private long _revision = 1;
    private long _purgedRevision;

    public ValueTask<ControlSnapshot> ReadControlAsync(long sinceRevision, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var partial = sinceRevision != 0 && (sinceRevision < _purgedRevision || sinceRevision > _revision);
            IReadOnlyList<ControlChange> changes = sinceRevision == 0 || sinceRevision == _revision || partial
                ? []
                : [.. _changes.Select(c => c.Change).Where(c => c.Revision > sinceRevision)];
            return new ControlSnapshot(_revision, _mode, changes, partial) { Pass = _pass };
        }, cancellationToken);

    public ValueTask<EpochStamp> ReadEpochsAsync(string? tenant, string? subject, CancellationToken cancellationToken) =>
        Locked(() => EpochsOf(tenant, subject), cancellationToken);

    public ValueTask SetModeAsync(ModeState mode, CancellationToken cancellationToken) =>
        Locked(() => SetMode(mode), cancellationToken);

    public ValueTask<bool> ReplaceModeAsync(ModeState known, ModeState mode, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (_mode != known)
            {
                return false;
            }

            SetMode(mode);
            return true;
        }, cancellationToken);

    public ValueTask AdvanceEpochAsync(EpochScope scope, string? name, ControlEntry entry, CancellationToken cancellationToken)
    {
        if (scope == EpochScope.All != name is null)
        {
            throw new ArgumentException("A tenant or a subject has a name, all have none.", nameof(name));
        }

        return Locked(() =>
        {
            _epochs[(scope, name ?? "")] = EpochOf(scope, name ?? "") + 1;
            _history.Add(entry);
            Announce(scope switch
            {
                EpochScope.All => ControlChangeKind.AllEpoch,
                EpochScope.Tenant => ControlChangeKind.TenantEpoch,
                _ => ControlChangeKind.SubjectEpoch,
            }, name: name);
            if (scope == EpochScope.All)
            {
                AdvanceEdges(entry.At);
                _edgeAllEpoch = _edgeRevision;
            }
        }, cancellationToken);
    }

    public ValueTask SetPassAsync(VerifyPass? pass, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            _pass = pass;
            _history.Add(entry);
            Announce(ControlChangeKind.Mode);
            AdvanceEdges(entry.At);
        }, cancellationToken);

    public ValueTask<IReadOnlyList<ControlEntry>> ReadHistoryAsync(int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<ControlEntry>>(() => [.. Enumerable.Reverse(_history).Take(max)], cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadMixupsAsync(DateTimeOffset since, int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<Mixup>>(() => [.. _mixups.Where(m => m.At >= since).OrderBy(m => m.At).Take(max)], cancellationToken);

    private void SetMode(ModeState mode)
    {
        _mode = mode;
        _history.Add(new ControlEntry(mode.Since, $"mode {mode.Mode}", mode.By, mode.Why));
        Announce(ControlChangeKind.Mode);
        AdvanceEdges(mode.Since);
    }

    private EpochStamp EpochsOf(string? tenant, string? subject) =>
        new(EpochOf(EpochScope.All, ""), EpochOf(EpochScope.Tenant, tenant), EpochOf(EpochScope.Subject, subject));

    private long EpochOf(EpochScope scope, string? name) => name is null ? 0 : _epochs.GetValueOrDefault((scope, name));

    private void Announce(ControlChangeKind kind, RecordKey key = default, string? name = null)
    {
        _changes.Enqueue((new ControlChange(kind, key, name, ++_revision), _time.GetUtcNow()));
        while (_changes.Count > MaxChanges)
        {
            _purgedRevision = _changes.Dequeue().Change.Revision;
        }
    }

    private int PurgeChanges(DateTimeOffset before)
    {
        var count = 0;
        while (_changes.TryPeek(out var oldest) && oldest.At < before)
        {
            _purgedRevision = _changes.Dequeue().Change.Revision;
            count++;
        }

        return count;
    }
}
