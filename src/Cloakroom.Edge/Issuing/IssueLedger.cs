using Cloakroom.Control;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Guard;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Issuing;

/// <summary>Asks the shared store to whom a value was issued; while that cannot answer, goes by what this edge knows, and asks afterwards.</summary>
/// <remarks>
/// A store that is down does not stop people from signing in: what they get is sealed for them alone. What is then not known is whether
/// another edge, or this one long ago, issued the same value. That is counted, told by readiness, and found out when the store is back.
/// </remarks>
internal sealed class IssueLedger(
    IEdgeStore store, StoreCalls calls, IEdgeControl control, MixupJournal journal, IssueMetrics metrics, TimeProvider time, ILogger<IssueLedger> logger)
    : BackgroundService, IIssueLedger
{
    private const int MaxConfirmed = 100_000;
    private const int MaxUnclaimed = 100_000;
    private const int MaxUnconfirmed = 100_000;
    private const int CatchUpParallelism = 64;

    // As long as SQLite waits for another writer. Once one call has failed, others do not wait at all.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly RecentTags<ConfirmedIssue> _confirmed = new(MaxConfirmed);
    private readonly RecentTags<long> _unclaimed = new(MaxUnclaimed);
    private readonly UnconfirmedIssues _unconfirmed = new(MaxUnconfirmed);
    private readonly ValueGates _gates = new();
    private readonly Pulse _pulse = new(time, RetryInterval);
    private Outage? _outage;
    private int _conflicts;

    /// <summary>Since when the store cannot be asked; null when it can.</summary>
    public DateTimeOffset? DownSince => Volatile.Read(ref _outage)?.Since;

    /// <summary>How many issues the store has yet to be asked about.</summary>
    public int Waiting => _unconfirmed.Count;

    public ValueTask<Tag> TryIssueAsync(Tag value, Tag binding, Tag? previous, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return _confirmed.TryGet(value, out var known) && known.Binding == binding && !Issue.IsTouchDue(known.At, now)
            ? ValueTask.FromResult(binding)
            : AskAsync(value, new UnconfirmedIssue(binding, previous, now), cancellationToken);
    }

    public ValueTask<Tag> ClaimAsync(Tag visit, Tag successor, CancellationToken cancellationToken) => _confirmed.TryGet(visit, out var known)
        ? ValueTask.FromResult(known.Binding)
        : AskAsync(visit, new UnconfirmedIssue(successor, null, time.GetUtcNow(), IsClaim: true), cancellationToken);

    public ValueTask<DateTimeOffset?> FindClaimAsync(Tag visit, CancellationToken cancellationToken)
    {
        // What is taken stays so.
        if (_confirmed.TryGet(visit, out var known)) return ValueTask.FromResult<DateTimeOffset?>(known.At);
        if (_unconfirmed.Find(visit) is { } waiting) return ValueTask.FromResult<DateTimeOffset?>(waiting.At);
        // Read before the store is asked: a claim that comes in between changes it.
        var version = store.ClaimsVersion;
        return DownSince is not null || (_unclaimed.TryGet(visit, out var unclaimedAt) && unclaimedAt == version)
            ? ValueTask.FromResult<DateTimeOffset?>(null)
            : AskForClaimAsync(visit, version, cancellationToken);
    }

    private async ValueTask<DateTimeOffset?> AskForClaimAsync(Tag visit, long version, CancellationToken cancellationToken)
    {
        try
        {
            if (await calls.RunAsync("find-issued", token => store.FindIssuedAsync(visit.Bits, token), Timeout, cancellationToken) is not { } claim)
            {
                _unclaimed.Set(visit, version);
                return null;
            }

            _confirmed.Set(visit, new ConfirmedIssue(Tag.OfBits(claim.Binding), claim.At));
            return claim.At;
        }
        catch (CloakroomException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BeginOutage(e);
            _pulse.Wake();
            return null;
        }
    }

    /// <summary>Asks the store about everything that was issued without it.</summary>
    /// <exception cref="CloakroomException">It still cannot be asked.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = CatchUpParallelism, CancellationToken = cancellationToken };
        var wasDown = false;
        while (_unconfirmed.Values() is { Count: > 0 } values)
        {
            // One alone first: while the store is down, one call fails and not as many as run at once.
            await CatchUpAsync(values[0], cancellationToken);
            // It answers: from here on new values are asked about at once, however long those that wait may take.
            wasDown |= Interlocked.Exchange(ref _outage, null) is not null;
            await Parallel.ForEachAsync(values.Skip(1), limits, async (value, token) => await CatchUpAsync(value, token));
        }

        if (DownSince is not null)
        {
            // Nothing waits, or another call has failed meanwhile: an answer is what ends an outage, whatever the question.
            await calls.RunAsync("find-issued", token => store.FindIssuedAsync(default, token), Timeout, cancellationToken);
            wasDown |= Interlocked.Exchange(ref _outage, null) is not null;
        }

        if (wasDown) Log.StoreBack(logger, Interlocked.Exchange(ref _conflicts, 0));
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(this);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Waiting == 0) return;
        try
        {
            await CatchUpAsync(cancellationToken);
        }
        catch (Exception e) when (e is CloakroomException or OperationCanceledException)
        {
            Log.LostAtStop(logger, Waiting);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _pulse.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _pulse.RunAsync(
        token => DownSince is not null || Waiting > 0 ? TryCatchUpAsync(token) : Task.CompletedTask, stoppingToken);

    private async Task TryCatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CatchUpAsync(cancellationToken);
        }
        catch (CloakroomException e) when (!cancellationToken.IsCancellationRequested)
        {
            BeginOutage(e);
        }
    }

    private async ValueTask<Tag> AskAsync(Tag value, UnconfirmedIssue issue, CancellationToken cancellationToken)
    {
        using var pass = await _gates.EnterAsync(value, cancellationToken);

        // What went out unconfirmed counts until the store has been told of it, even when it can be asked again.
        if (_unconfirmed.Find(value) is { } waiting) return IssueUnconfirmed(value, issue, waiting.Binding);
        var hasFailed = false;
        if (DownSince is null)
        {
            try
            {
                return await AskStoreAsync(value, issue, cancellationToken);
            }
            catch (CloakroomException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                BeginOutage(e);
                hasFailed = true;
            }
        }

        var owner = IssueUnconfirmed(value, issue, _confirmed.TryGet(value, out var known) ? known.Binding : null);
        // It may have been this call alone. Only now: whoever is woken asks about what is there by then.
        if (hasFailed) _pulse.Wake();
        return owner;
    }

    private async Task<Tag> AskStoreAsync(Tag value, UnconfirmedIssue issue, CancellationToken cancellationToken)
    {
        var question = new Issue(value.Bits, issue.Binding.Bits, issue.Previous?.Bits, issue.At) { IsClaim = issue.IsClaim };
        var owner = Tag.OfBits(await calls.RunAsync("try-issue", token => store.TryIssueAsync(question, token), Timeout, cancellationToken));
        _confirmed.Set(value, new ConfirmedIssue(owner, issue.At));
        return owner;
    }

    /// <summary>Within the value's gate, so that two questions on this edge never get the same value.</summary>
    private Tag IssueUnconfirmed(Tag value, UnconfirmedIssue issue, Tag? owner)
    {
        if (owner == issue.Binding) return issue.Binding;
        if (owner is { } other && other != issue.Previous) return other;
        if (_unconfirmed.TryAdd(value, issue)) metrics.Unconfirmed();
        else
        {
            metrics.Unchecked();
            // Nobody will ask for it; this edge at least knows.
            if (issue.IsClaim) _confirmed.Set(value, new ConfirmedIssue(issue.Binding, issue.At));
        }

        return issue.Binding;
    }

    private async Task CatchUpAsync(Tag value, CancellationToken cancellationToken)
    {
        using var pass = await _gates.EnterAsync(value, cancellationToken);
        foreach (var issue in _unconfirmed.Of(value))
        {
            var owner = await AskStoreAsync(value, issue, cancellationToken);
            if (owner == issue.Binding) continue;
            Interlocked.Increment(ref _conflicts);
            await journal.ReportExposedAsync(
                MixupKind.DuplicateIssue,
                Exchange.Party(owner, issue.IsClaim ? null : value),
                Exchange.Party(issue.Binding, issue.IsClaim ? null : value),
                route: "",
                issue.IsClaim
                    ? "Both signed in with the cookies of one first visit, which a cache had given to both; found when the shared store, which could not be asked at the time, was back."
                    : "The session value was issued to both; found when the shared store, which could not be asked at the time, was back.");
            if (owner != ContestedValues.Nobody && journal.RuleFor(MixupKind.DuplicateIssue) == RuleMode.Enforce) await EndAsync(value, owner, issue);
            break;
        }

        _unconfirmed.Remove(value);
    }

    /// <summary>Two browsers have it, so nobody may, as if it had been found in time: see <see cref="ContestedValues"/>.</summary>
    private async Task EndAsync(Tag value, Tag owner, UnconfirmedIssue issue)
    {
        if (issue.IsClaim)
        {
            foreach (var binding in (Tag[])[owner, issue.Binding])
                await control.EndAsync(binding, "two browsers signed in with the cookies of one first visit while the shared store could not be asked");
            return;
        }

        await AskStoreAsync(value, new UnconfirmedIssue(ContestedValues.Nobody, owner, time.GetUtcNow()), CancellationToken.None);
        await control.EndAsync(value, "it was issued to two browsers while the shared store could not be asked");
    }

    private void BeginOutage(Exception e)
    {
        var now = time.GetUtcNow();
        var outage = new Outage(now, now);
        var current = Interlocked.CompareExchange(ref _outage, outage, null);
        if (current is not null && now - current.LoggedAt < LogInterval) return;
        if (current is null || Interlocked.CompareExchange(ref _outage, current with { LoggedAt = now }, current) == current)
        {
            Log.StoreDown(logger, Waiting, e);
        }
    }

    private sealed record Outage(DateTimeOffset Since, DateTimeOffset LoggedAt);
}
