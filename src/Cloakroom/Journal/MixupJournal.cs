using System.Collections.Concurrent;
using System.Diagnostics;
using Cloakroom.Policies;
using Cloakroom.Rates;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Journal;

/// <summary>Reports mix-ups: durable in the store first, then to metrics, log and listeners (invariant I10).</summary>
internal sealed class MixupJournal(
    ICloakroomStore store,
    StoreCalls calls,
    IOptions<CloakroomOptions> options,
    TimeProvider time,
    Telemetry telemetry,
    IEnumerable<IMixupListener> listeners,
    ILogger<MixupJournal> logger,
    IncidentPolicies? policies = null,
    RateCounters? rates = null,
    MixupBacklog? backlog = null)
{
    // Somebody who replays one stolen token in a loop is one mix-up a minute, not a million rows. The first report is durable before any is answered.
    internal static readonly TimeSpan RepeatWindow = TimeSpan.FromMinutes(1);

    // Twice as many are remembered at most.
    private const int MaxRecent = 50_000;

    // These are durable before their answer. A real mix-up may show one session to hundreds, and each of them must be on record.
    private readonly MixupAllowance[] _now = [.. Enum.GetValues<MixupKind>().Select(_ => new MixupAllowance(2_000, 500, RepeatWindow, time))];

    // These a moment later, a batch at a time: some 60 MB an hour at worst.
    private readonly MixupAllowance _later = new(200_000, 20_000, TimeSpan.FromHours(1), time);

    private readonly ConcurrentDictionary<Parties, Recent> _recent = new();
    private readonly IMixupListener[] _listeners = [.. listeners];
    private long _recentAdded;
    private long _lost;

    /// <summary>How many mix-ups are not on record and will not be, since start.</summary>
    public long Lost => Interlocked.Read(ref _lost) + (backlog?.Lost ?? 0);

    /// <summary>How many were answered and are not on record yet.</summary>
    public int Waiting => backlog?.Waiting ?? 0;

    public RuleMode RuleFor(MixupKind kind) => options.Value.Rules.For(kind);

    /// <summary>Reports under the rule in force.</summary>
    /// <returns>True when the caller must block.</returns>
    public Task<bool> ReportAsync(MixupKind kind, MixupParty owner, MixupParty presenter, string route, string detail) =>
        ReportAsync(kind, RuleFor(kind), owner, presenter, route, detail);

    /// <summary>Reports under a rule of the caller's.</summary>
    /// <returns>True when the caller must block.</returns>
    public async Task<bool> ReportAsync(MixupKind kind, RuleMode rule, MixupParty owner, MixupParty presenter, string route, string detail)
    {
        var blocks = rule == RuleMode.Enforce || policies?.IsHeld(kind) == true;
        await ReportAsync(kind, blocks ? MixupDisposition.Blocked : MixupDisposition.Exposed, owner, presenter, route, detail);
        return blocks;
    }

    /// <summary>Reports what nothing is served on whatever the rule, which only says how the request goes on.</summary>
    /// <returns>True when the caller must refuse the request.</returns>
    public async Task<bool> ReportBlockedAsync(MixupKind kind, MixupParty owner, MixupParty presenter, string route, string detail)
    {
        await ReportAsync(kind, MixupDisposition.Blocked, owner, presenter, route, detail);
        return RuleFor(kind) == RuleMode.Enforce;
    }

    /// <summary>Reports what was found too late for any rule: it has been served.</summary>
    public Task ReportExposedAsync(MixupKind kind, MixupParty owner, MixupParty presenter, string route, string detail) =>
        ReportAsync(kind, MixupDisposition.Exposed, owner, presenter, route, detail);

    private async Task ReportAsync(
        MixupKind kind, MixupDisposition disposition, MixupParty owner, MixupParty presenter, string route, string detail)
    {
        var now = time.GetUtcNow().TruncateToMilliseconds();
        var mixup = new Mixup
        {
            Id = PublicId.Create(),
            Kind = kind,
            At = now,
            Disposition = disposition,
            Owner = owner,
            Presenter = presenter,
            // Of paths that nothing serves, a visitor's invention: in alerts, logs and mail it is one line.
            Route = Printable.Of(route.Length > 200 ? route[..200] : route),
            TraceId = Activity.Current?.TraceId.ToString() ?? "",
            Node = Environment.MachineName,
            Detail = detail,
        };

        var parties = new Parties(kind, disposition, owner, presenter, owner == MixupParty.Unknown && presenter == MixupParty.Unknown ? mixup.Route : "");
        // By time that passes, not by the clock: set back by an hour, it would make an hour's mix-ups repetitions of the last one.
        var stamp = time.GetTimestamp();
        var mine = new Recent(stamp, new Lazy<Task>(() => RecordWithinLimitAsync(mixup)));
        var recent = _recent.AddOrUpdate(parties, mine, (_, known) => time.GetElapsedTime(known.At, stamp) < RepeatWindow ? known : mine);
        if (recent == mine)
        {
            if (kind == MixupKind.ForeignBinding)
                NoteForeign(owner, presenter);
            // Not by the dictionary's own count, for which it takes all its locks.
            if (Interlocked.Increment(ref _recentAdded) % MaxRecent == 0)
                Forget(stamp);
        }
        else
        {
            telemetry.MixupRepeated(kind);
        }

        await recent.Recorded.Value;
    }

    /// <summary>Once a minute for the same two, so that a browser that polls with half its cookies is one and not sixty.</summary>
    private void NoteForeign(MixupParty owner, MixupParty presenter)
    {
        rates?.Foreign();
        // Of a browser alone its tag, of a session its public id: what was refused is no use and would not be seen otherwise.
        if (presenter.SessionId is { } session)
            rates?.Presented(PublicId.BitsOf(session), PublicId.BitsOf(owner.SessionId));
    }

    /// <summary>
    /// Whoever can cause mix-ups at will must not fill the disk with them, nor the limits with those of one session, so that another's go unseen.
    /// What is past the first limit is written a little later, what is past the second counts as lost, which health checks show.
    /// </summary>
    private Task RecordWithinLimitAsync(Mixup mixup)
    {
        if (_now[(int)mixup.Kind].TryTake(mixup.Owner))
            return RecordAsync(mixup);
        if (backlog is not null && _later.TryTake(mixup.Owner) && backlog.TryAdd(mixup))
            telemetry.Mixup(mixup);
        else
            Lose(mixup.Kind);
        return Task.CompletedTask;
    }

    private void Lose(MixupKind kind)
    {
        Interlocked.Increment(ref _lost);
        telemetry.MixupLost(kind);
    }

    private async Task RecordAsync(Mixup mixup)
    {
        var isDurable = false;
        try
        {
            // The report outlives the request: a client that hangs up must not erase its own trace.
            var place = await calls.RunAsync("append-mixup", token => store.AppendMixupAsync(mixup, token), options.Value.Store.JournalTimeout, CancellationToken.None);
            if (place is { OpensIncident: true, IncidentId: { } incident })
            {
                telemetry.Incident(mixup.Kind);
                Log.IncidentOpened(logger, mixup.Kind.Code(), mixup.Route, incident);
            }

            isDurable = true;
        }
        catch (CloakroomException e)
        {
            // It may have been written all the same, and is not twice then.
            if (backlog?.TryAdd(mixup) == true)
            {
                Log.MixupDelayed(logger, mixup.Kind.Code(), mixup.Id, e);
            }
            else
            {
                Lose(mixup.Kind);
                Log.MixupLost(logger, mixup.Kind.Code(), mixup.Id, e);
            }
        }

        telemetry.Mixup(mixup);
        Log.Mixup(
            logger, mixup.Kind.Code(), mixup.Disposition, mixup.Owner.Subject, mixup.Owner.SessionId, mixup.Presenter.Subject, mixup.Presenter.SessionId, mixup.Route, mixup.Id, mixup.Detail);
        foreach (var listener in _listeners)
        {
            try
            {
                listener.OnMixup(mixup);
            }
            catch (Exception e)
            {
                Log.ListenerFailed(logger, e);
            }
        }

        if (isDurable && policies is not null)
            await policies.OnMixupAsync(mixup, options.Value.Store.JournalTimeout);
    }

    private void Forget(long now)
    {
        foreach (var (parties, recent) in _recent)
        {
            if (time.GetElapsedTime(recent.At, now) >= RepeatWindow)
                _recent.TryRemove(parties, out _);
        }

        if (_recent.Count >= MaxRecent)
            _recent.Clear();
    }

    private readonly record struct Parties(MixupKind Kind, MixupDisposition Disposition, MixupParty Owner, MixupParty Presenter, string Route);

    private sealed record Recent(long At, Lazy<Task> Recorded);
}
