using System.Collections.Concurrent;
using Cloakroom.Hosting;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Control;

/// <summary>Keeps this node's view of control fresh (invariant I8): the mode, and which cached sessions have become stale.</summary>
/// <remarks>
/// The near cache may be used only while <see cref="IsFresh"/>. When the feed cannot be read, requests read through to the store, whose every
/// answer carries epochs and mode; when that fails too, they fail closed.
/// </remarks>
internal sealed class ControlFeed(
    ICloakroomStore store, StoreCalls calls, NearCache cache, IOptions<CloakroomOptions> options, TimeProvider time, ILogger<ControlFeed> logger)
    : BackgroundService
{
    private const int MaxMarks = 100_000;
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromSeconds(10);

    private readonly NearCacheOptions _options = options.Value.NearCache;
    private readonly SharedLook _looks = new();
    private readonly ConcurrentDictionary<RecordKey, Staleness> _sessions = new();
    private readonly ConcurrentDictionary<string, Staleness> _subjects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Staleness> _tenants = new(StringComparer.Ordinal);
    private ModeState _mode = ModeState.Initial;
    private VerifyPass? _pass;
    private PlaceInForce _inForce = new(0, DateTimeOffset.UnixEpoch);
    private volatile bool _hasNames;
    private long _allStaleBefore;
    private long _revision;
    private long _confirmedAt = long.MinValue;
    private bool _hasFailed;
    private long _forgotAt;

    /// <summary>The mode as last confirmed. Binding only while <see cref="IsFresh"/>.</summary>
    public ModeState Mode => Volatile.Read(ref _mode);

    /// <summary>After a look that told of something operators have changed, which is in force now.</summary>
    public event Action? Told;

    /// <summary>Whose requests the mode does not concern for the moment; null for nobody's.</summary>
    public VerifyPass? Pass => Volatile.Read(ref _pass);

    /// <summary>The revision in force, and since when.</summary>
    public PlaceInForce InForce => Volatile.Read(ref _inForce);

    /// <summary>The place in the feed up to which this node has heard of every change.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>Whether the last confirmed look is recent enough to serve from the near cache.</summary>
    public bool IsFresh
    {
        get
        {
            var confirmed = Volatile.Read(ref _confirmedAt);
            return confirmed != long.MinValue && time.GetElapsedTime(confirmed) <= _options.MaxStaleness;
        }
    }

    /// <summary>Whether nothing is known that makes this copy of a session stale.</summary>
    public bool IsCurrent(OpenSession session)
    {
        var epochs = session.EpochRevision;
        if (epochs < Volatile.Read(ref _allStaleBefore))
            return false;
        // Nothing has changed since this copy was read: no mark can be later than the feed itself.
        if (epochs >= Volatile.Read(ref _revision))
            return true;
        var record = session.Record;
        if (_sessions.TryGetValue(record.Key, out var stale) && session.Revision < stale.Before)
            return false;
        // Epochs of subjects and tenants are rare, and the hash of a name is not free.
        if (!_hasNames)
            return true;
        return !(record.Subject is not null && _subjects.TryGetValue(record.Subject, out stale) && epochs < stale.Before)
            && !(record.Tenant is not null && _tenants.TryGetValue(record.Tenant, out stale) && epochs < stale.Before);
    }

    /// <summary>Looks at the feed now. Until the next look that succeeds, a failure makes this node read through to the store.</summary>
    /// <exception cref="CloakroomException">The store failed.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _looks.AskAsync(LookAsync).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "The store call 'read-control' was cancelled.", e);
        }
    }

    /// <summary>After a revocation that is durable: makes it in force on this node. A failure only costs the near cache.</summary>
    public async Task ConfirmQuietlyAsync()
    {
        try
        {
            await ConfirmAsync(CancellationToken.None);
        }
        catch (CloakroomException)
        {
            // Logged, and the near cache is out of use until the feed is confirmed.
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(time, _options.FeedInterval, _ => ConfirmQuietlyAsync(), stoppingToken);

    private async Task LookAsync()
    {
        try
        {
            // The view is as old as the moment before the question, not the moment of the answer.
            var asked = time.GetTimestamp();
            var snapshot = await calls.ReadAsync("read-control", token => store.ReadControlAsync(_revision, token), CancellationToken.None);
            Apply(snapshot);
            Volatile.Write(ref _confirmedAt, asked);
            if (_hasFailed)
            {
                _hasFailed = false;
                Log.FeedRecovered(logger);
            }
        }
        catch (CloakroomException e)
        {
            Volatile.Write(ref _confirmedAt, long.MinValue);
            if (!_hasFailed)
            {
                _hasFailed = true;
                Log.FeedFailed(logger, e);
            }

            throw;
        }
    }

    private void Apply(ControlSnapshot snapshot)
    {
        var now = time.GetTimestamp();
        // Asked since 0, the store says nothing of changes, and a session may have been cached before the first of them.
        var missedChanges = snapshot.IsPartial || snapshot.Revision < _revision || (_revision == 0 && snapshot.Revision > 0);
        if (missedChanges)
        {
            // Changes were missed, or the store is not the one it was: nothing cached can be trusted.
            Volatile.Write(ref _allStaleBefore, long.MaxValue);
            cache.Clear();
        }

        foreach (var change in snapshot.Changes)
        {
            var stale = new Staleness(change.Revision, now);
            switch (change.Kind)
            {
                case ControlChangeKind.Session:
                    _sessions[change.Key] = stale;
                    break;
                case ControlChangeKind.SubjectEpoch:
                    _hasNames = true;
                    _subjects[change.Name!] = stale;
                    break;
                case ControlChangeKind.TenantEpoch:
                    _hasNames = true;
                    _tenants[change.Name!] = stale;
                    break;
                case ControlChangeKind.AllEpoch:
                    Volatile.Write(ref _allStaleBefore, Math.Max(_allStaleBefore, change.Revision));
                    break;
            }
        }

        if (missedChanges)
            Volatile.Write(ref _allStaleBefore, snapshot.Revision);
        if (snapshot.Mode != Mode)
        {
            Volatile.Write(ref _mode, snapshot.Mode);
            Log.ModeChanged(logger, snapshot.Mode.Mode, snapshot.Mode.By, snapshot.Mode.Why);
        }

        Volatile.Write(ref _pass, snapshot.Pass);
        var isNew = snapshot.Revision != _revision;
        Volatile.Write(ref _revision, snapshot.Revision);
        ForgetOld(now);
        if (!isNew)
            return;
        Volatile.Write(ref _inForce, new PlaceInForce(snapshot.Revision, time.GetUtcNow()));
        // Sessions change all the time, and nobody waits to hear that.
        if (missedChanges || snapshot.Changes.Any(static change => change.Kind != ControlChangeKind.Session))
            Told?.Invoke();
    }

    private void ForgetOld(long now)
    {
        if (_sessions.Count + _subjects.Count + _tenants.Count > MaxMarks)
        {
            // One mark for everything instead. First the mark, then the marks that it stands for.
            Volatile.Write(ref _allStaleBefore, _revision);
            cache.Clear();
            _sessions.Clear();
            _subjects.Clear();
            _tenants.Clear();
        }
        else if (time.GetElapsedTime(_forgotAt, now) >= ForgetInterval)
        {
            _forgotAt = now;
            Forget(_sessions, now);
            Forget(_subjects, now);
            Forget(_tenants, now);
        }

        _hasNames = !_subjects.IsEmpty || !_tenants.IsEmpty;
    }

    /// <summary>A mark can go once every cached session, and every read under way, that is older than it has gone.</summary>
    private void Forget<TKey>(ConcurrentDictionary<TKey, Staleness> marks, long now)
        where TKey : notnull
    {
        var keep = _options.Lifetime + TimeSpan.FromMinutes(2);
        foreach (var (key, mark) in marks)
        {
            if (time.GetElapsedTime(mark.HeardAt, now) > keep)
                marks.TryRemove(new KeyValuePair<TKey, Staleness>(key, mark));
        }
    }

    private readonly record struct Staleness(long Before, long HeardAt);

    /// <param name="Revision">Up to which change.</param>
    /// <param name="At">Since when.</param>
    internal sealed record PlaceInForce(long Revision, DateTimeOffset At);
}
