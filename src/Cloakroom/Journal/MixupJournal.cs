using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
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
    RateCounters? rates = null)
{
    // Somebody who replays one stolen token in a loop is one mix-up a minute, not a million rows. The first report is durable before any is answered.
    private static readonly TimeSpan RepeatWindow = TimeSpan.FromMinutes(1);
    private const int MaxRecent = 10_000;
    private const int MaxPerWindow = 2_000;

    // A real mix-up may show one session to hundreds, and each of them must be on record.
    private const int MaxPerOwner = 500;

    private readonly Window[] _windows = [.. Enum.GetValues<MixupKind>().Select(_ => new Window())];

    private readonly ConcurrentDictionary<Parties, Recent> _recent = new();
    private readonly IMixupListener[] _listeners = [.. listeners];
    private long _lost;

    /// <summary>How many mix-ups could not be made durable since start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

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
        if (_recent.Count >= MaxRecent)
            Forget(now);
        var mine = new Recent(now, new Lazy<Task>(() => RecordWithinLimitAsync(mixup)));
        var recent = _recent.AddOrUpdate(parties, mine, (_, known) => now - known.At < RepeatWindow ? known : mine);
        if (recent != mine)
            telemetry.MixupRepeated(kind);
        else if (kind == MixupKind.ForeignBinding)
            NoteForeign(owner, presenter);
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
    /// Whoever can cause mix-ups at will must not fill the disk with them, nor the window with those of one session, so that another's go unseen.
    /// What is past a limit counts as lost, which health checks show.
    /// </summary>
    private Task RecordWithinLimitAsync(Mixup mixup)
    {
        var window = _windows[(int)mixup.Kind];
        lock (window)
        {
            if (mixup.At - window.Began >= RepeatWindow)
                window.Begin(mixup.At);
            if (window.TryTake(mixup.Owner))
                return RecordAsync(mixup);
        }

        Interlocked.Increment(ref _lost);
        telemetry.MixupLost(mixup.Kind);
        return Task.CompletedTask;
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
            Interlocked.Increment(ref _lost);
            telemetry.MixupLost(mixup.Kind);
            Log.MixupLost(logger, mixup.Kind.Code(), mixup.Id, e);
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

    private void Forget(DateTimeOffset now)
    {
        foreach (var (parties, recent) in _recent)
        {
            if (now - recent.At >= RepeatWindow)
                _recent.TryRemove(parties, out _);
        }

        if (_recent.Count >= MaxRecent)
            _recent.Clear();
    }

    private readonly record struct Parties(MixupKind Kind, MixupDisposition Disposition, MixupParty Owner, MixupParty Presenter, string Route);

    private sealed record Recent(DateTimeOffset At, Lazy<Task> Recorded);

    private sealed class Window
    {
        // Of those that took room only, so that there are never more than that.
        private readonly Dictionary<MixupParty, int> _byOwner = [];
        private int _count;

        public DateTimeOffset Began { get; private set; }

        public void Begin(DateTimeOffset at)
        {
            (Began, _count) = (at, 0);
            _byOwner.Clear();
        }

        public bool TryTake(MixupParty owner)
        {
            if (_count >= MaxPerWindow)
                return false;
            if (owner != MixupParty.Unknown)
            {
                ref var taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_byOwner, owner, out _);
                if (taken >= MaxPerOwner)
                    return false;
                taken++;
            }

            _count++;
            return true;
        }
    }
}
