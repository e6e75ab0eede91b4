using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Tests.Scenarios;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Probe.Tests.Runs;

public sealed class BackgroundLoadTests
{
    private static readonly Uri Site = new("http://127.0.0.1/");

    [Theory]
    [InlineData(2000, double.PositiveInfinity, 100, 200)]
    [InlineData(20, 40, 100, 2)]
    [InlineData(100_000, double.PositiveInfinity, 10_000, 500)]
    [InlineData(2000, 400, 100, 20)]
    public async Task Run_AtARate_SendsWhatIsDueAndNoMoreThanCanWaitOrHalfOfAll(double rate, double ofAll, int milliseconds, int expected)
    {
        var clock = new ManualClock();
        var sent = 0;
        var all = new TaskCompletionSource();
        var site = new ScriptedSite(Site, (_, _) =>
        {
            if (Interlocked.Increment(ref sent) == expected) all.TrySetResult();
            return ScriptedAnswer.Html("");
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Load(site, rate, ofAll, clock).RunAsync(stop.Token);

        clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await all.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        sent.ShouldBe(expected);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e5)]
    public async Task Run_AtAnyRateThatIsAllowed_Runs(double rate)
    {
        using var stop = new CancellationTokenSource();
        var running = Load(new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("")), rate, double.PositiveInfinity, new ManualClock()).RunAsync(stop.Token);

        running.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task Run_WhoseRequestFailsByAMistake_EndsByIt()
    {
        var clock = new ManualClock();
        var running = Load(new ScriptedSite(Site, (_, _) => throw new NotSupportedException()), 2000, double.PositiveInfinity, clock).RunAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 10_000 && !running.IsCompleted; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        running.IsCompleted.ShouldBeTrue();
        await Should.ThrowAsync<NotSupportedException>(running);
    }

    [Theory]
    [InlineData(25, 0)]
    [InlineData(26, 1)]
    public async Task Run_AtMoreThanHalfOfAll_IsToldAsLeftOut(double rate, int expected)
    {
        using var stop = new CancellationTokenSource();
        var coverage = new Coverage();
        var running = Load(new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("")), rate, 50, new ManualClock(), coverage).RunAsync(stop.Token);

        coverage.Untested.Count(one => one.IsByChoice).ShouldBe(expected);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private static BackgroundLoad Load(ScriptedSite site, double rate, double ofAll, TimeProvider time, Coverage? coverage = null)
    {
        Account[] accounts = [new("alice", new Dictionary<string, string>()), new("bob", new Dictionary<string, string>())];
        return new BackgroundLoad(
            site, new AccountSessions(), accounts, [new Target(Site, TargetKind.Page)], new ProbeOptions { Site = Site, Accounts = accounts, BackgroundRate = rate }, () => ofAll, coverage ?? new Coverage(), time);
    }
}
