using System.Collections.Concurrent;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Transport;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>Probes both sides of each replay, once, when one is first asked for: the probe is all the traffic there is.</summary>
public sealed class ProbedReplays : IAsyncDisposable
{
    /// <summary>Enough for two servers to give the same to two of them, and for a small pool to be waited for.</summary>
    private const int Accounts = 6;

    /// <summary>Half of a session's time and more passes in it, for those who wait for that.</summary>
    private static readonly TimeSpan WithSignIns = TimeSpan.FromSeconds(16);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<IReadOnlyDictionary<(string Name, Side Side), Task<ProbeReport>>> _reports;

    public ProbedReplays() => _reports = new(StartAll);

    internal Task<ProbeReport> ProbeAsync(Incident incident, Side side) => _reports.Value[(incident.Replay.Name, side)];

    /// <summary>Ends what nobody has asked for in the end: its servers with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_reports.IsValueCreated)
            await Task.WhenAll(_reports.Value.Values.Select(async run => await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)));
        _stop.Dispose();
    }

    /// <summary>From the start to the first leak; null when there is none.</summary>
    internal static TimeSpan? TimeToLeak(ProbeReport report) =>
        report.Findings.Where(finding => finding.Severity == Severity.Leak).Select(finding => (TimeSpan?)(finding.First - report.StartedAt)).Min();

    /// <summary>What tells that it happened: something of another's, or a session that is there again after signing out.</summary>
    internal static IReadOnlyList<FindingReport> Signs(Incident incident, ProbeReport report) =>
        [.. report.Findings.Where(finding => incident.IsAboutSigningOut ? IsAboutSigningOut(finding) : finding.Severity == Severity.Leak)];

    /// <summary>A leak, or what signing out leaves behind.</summary>
    internal static bool IsAccusation(FindingReport finding) => finding.Severity == Severity.Leak || IsAboutSigningOut(finding);

    private static bool IsAboutSigningOut(FindingReport finding) => finding.Check == CheckKind.RevivedSession.Code() || finding.Check == CheckKind.SurvivingSession.Code();

    // Few at once, and most of a run is waiting. The longest begin first, so that none of them is left alone at the end; those that have a short time in any case last, when all is warm.
    private Dictionary<(string Name, Side Side), Task<ProbeReport>> StartAll()
    {
        var places = new SemaphoreSlim(4);
        var stop = _stop.Token;
        return Incident.All.SelectMany(incident => Enum.GetValues<Side>().Select(side => (incident, side)))
            .OrderByDescending(pair => pair.incident.IsLong).ThenBy(pair => pair.incident.NeedsSignIns)
            .ToDictionary(pair => (pair.incident.Replay.Name, pair.side), pair =>
            {
                // Asked for here and not in the task, which may begin at any time: turns are in order.
                var turn = places.WaitAsync(stop);
                return Task.Run(() => InTurnAsync(pair.incident, pair.side, turn, places, stop), stop);
            });
    }

    private static async Task<ProbeReport> InTurnAsync(Incident incident, Side side, Task turn, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        await turn;
        try
        {
            return await ProbeNowAsync(incident, side, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    private static async Task<ProbeReport> ProbeNowAsync(Incident incident, Side side, CancellationToken cancellationToken)
    {
        await incident.Replay.PrepareAsync(cancellationToken);
        await using var run = new SideRun(new ReplaySettings(Accounts, Seed: 7, CacheKind.Nginx), side, cancellationToken);
        var fault = await incident.Replay.ArrangeAsync(run);
        if (incident.Phase is null) await fault.BeginAsync();
        await using var balancer = await LoadBalancer.StartAsync(run.Servers, cancellationToken);
        var site = run.Servers.Count > 1 ? balancer.Address : run.Portal;
        var accounts = run.Users.Select((user, i) => Portal.AccountOf(user.Member, i)).ToList();
        var options = new ProbeOptions
        {
            Site = site,
            Accounts = accounts,
            Scenario = Portal.ScenarioWith(incident, accounts),
            Seed = 5,
            Time = incident.NeedsSignIns ? WithSignIns : TimeSpan.FromSeconds(45),
            UntilTime = incident.NeedsSignIns,
            Tactics = new HashSet<string>(StringComparer.Ordinal) { Tactic.TimedPair, Tactic.Burst, Tactic.CancelledPair, Tactic.Churn, Tactic.SignedOut },
            Windows = [TimeSpan.FromSeconds(1)],
            Confirmations = 1,
        };
        // TLS ends before the application, as behind any CDN.
        var sending = new ProbeClientOptions { Headers = [new HeaderField("X-Forwarded-Proto", "https")] };
        // What asks for patience is not waited for: here it is the protection that closes what it cannot vouch for.
        var manners = new MannersOptions { Target = site, RequestsPerSecond = double.PositiveInfinity, LongestPause = TimeSpan.Zero };
        using var probe = new ProbeRun(options, sending, manners, TimeProvider.System);
        var probing = probe.RunAsync(cancellationToken);
        if (incident.Phase is { } phase)
        {
            while (probe.Progress.Phase != phase && !probing.IsCompleted) await Task.WhenAny(probing, Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken));
            await fault.BeginAsync();
        }

        return await probing;
    }
}
