using System.Collections.Concurrent;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Transport;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>Probes both sides of each replay, once, when it is first asked for: the probe is all the traffic there is.</summary>
public sealed class ProbedReplays
{
    /// <summary>Enough for two to be given the same by two servers, and for a small pool to be waited for.</summary>
    private const int Accounts = 6;

    private readonly ConcurrentDictionary<(string, Side), Lazy<Task<ProbeReport>>> _reports = new();

    internal Task<ProbeReport> ProbeAsync(Incident incident, Side side) =>
        _reports.GetOrAdd((incident.Replay.Name, side), _ => new(() => ProbeNowAsync(incident, side, TestContext.Current.CancellationToken))).Value;

    /// <summary>From the start to the first leak; null when there is none.</summary>
    internal static TimeSpan? TimeToLeak(ProbeReport report) =>
        report.Findings.Where(finding => finding.Severity == Severity.Leak).Select(finding => (TimeSpan?)(finding.First - report.StartedAt)).Min();

    private static async Task<ProbeReport> ProbeNowAsync(Incident incident, Side side, CancellationToken cancellationToken)
    {
        await incident.Replay.PrepareAsync(cancellationToken);
        await using var run = new SideRun(new ReplaySettings(Accounts, Seed: 7, CacheKind.Nginx), side, cancellationToken);
        var fault = await incident.Replay.ArrangeAsync(run);
        await fault.BeginAsync();
        await using var balancer = await LoadBalancer.StartAsync(run.Servers, cancellationToken);
        var site = run.Servers.Count > 1 ? balancer.Address : run.Portal;
        var accounts = run.Users.Select((user, i) => Portal.AccountOf(user.Member, i)).ToList();
        var options = new ProbeOptions
        {
            Site = site,
            Accounts = accounts,
            Scenario = Portal.ScenarioWith(incident.Journey, accounts),
            Seed = 5,
            Time = TimeSpan.FromSeconds(40),
            Tactics = new HashSet<string>(StringComparer.Ordinal) { Tactic.TimedPair, Tactic.Burst, Tactic.CancelledPair, Tactic.Churn },
            Windows = [TimeSpan.FromSeconds(1)],
            Confirmations = 1,
        };
        // TLS ends before the application, as behind any CDN.
        var sending = new ProbeClientOptions { Headers = [new HeaderField("X-Forwarded-Proto", "https")] };
        using var probe = new ProbeRun(options, sending, new MannersOptions { Target = site, RequestsPerSecond = double.PositiveInfinity }, TimeProvider.System);
        return await probe.RunAsync(cancellationToken);
    }
}
