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
    [InlineData(2000, 100, 200)]
    [InlineData(20, 100, 2)]
    [InlineData(100_000, 10_000, 500)]
    public async Task Run_AtARate_SendsWhatIsDueAndNoMoreThanCanWait(double rate, int milliseconds, int expected)
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
        var running = Load(site, rate, clock).RunAsync(stop.Token);

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
        var running = Load(new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("")), rate, new ManualClock()).RunAsync(stop.Token);

        running.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private static BackgroundLoad Load(ScriptedSite site, double rate, TimeProvider time)
    {
        Account[] accounts = [new("alice", new Dictionary<string, string>()), new("bob", new Dictionary<string, string>())];
        return new BackgroundLoad(
            site, new AccountSessions(), accounts, [new Target(Site, TargetKind.Page)], new ProbeOptions { Site = Site, Accounts = accounts, BackgroundRate = rate }, time);
    }
}
