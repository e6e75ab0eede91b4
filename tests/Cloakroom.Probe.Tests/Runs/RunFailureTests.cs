using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Tests.Hosting;
using Cloakroom.Probe.Transport;
using Cloakroom.Probe.Watching;

namespace Cloakroom.Probe.Tests.Runs;

/// <summary>Runs in which the probe itself makes a mistake.</summary>
public sealed class RunFailureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task Run_ThatFailsInTheMiddle_ReportsWhatWasFoundUntilThen(double background)
    {
        await using var shop = await ShopSite.StartAsync();
        shop.Caches = path => path == "/account";
        var time = new FailingTime();
        var options = new ProbeOptions
        {
            Site = shop.Address,
            Accounts = ShopSite.Accounts(),
            Scenario = ShopSite.Scenario,
            Tactics = new HashSet<string> { Tactic.TimedPair },
            UntilTime = true,
            Time = TimeSpan.FromMinutes(9),
            BackgroundRate = background,
        };
        using var run = new ProbeRun(options, new ProbeClientOptions(), new MannersOptions { Target = shop.Address, RequestsPerSecond = double.PositiveInfinity }, time);
        var running = run.RunAsync(TestContext.Current.CancellationToken);
        while (run.Progress is { Leaks: 0 } && !running.IsCompleted)
            await Task.Delay(10, TestContext.Current.CancellationToken);

        time.Fail();
        var report = await running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        report.End.ShouldBe(EndReason.Failed);
        // Whoever looked at the clock first; and without the exception's own words.
        report.Failure!.ShouldMatch(@"^the probe itself failed \(NotSupportedException in [A-Z][A-Za-z]+\)\. Report it with the version and the scenario\.$");
        report.Findings.ShouldContain(finding => finding.Severity == Severity.Leak && finding.Route == "/account");
        report.Untested.ShouldContain(one => one.What == "the rest of the run" && one.Why.Contains("NotSupportedException"));
        WatchProblem.Of(report).ShouldBe(report.Failure);
    }

    /// <summary>The system's, until it fails, once.</summary>
    private sealed class FailingTime : TimeProvider
    {
        private int _fails;

        public void Fail() => Volatile.Write(ref _fails, 1);

        public override DateTimeOffset GetUtcNow() => Interlocked.Exchange(ref _fails, 0) == 0 ? base.GetUtcNow() : throw new NotSupportedException("with alice's password");
    }
}
