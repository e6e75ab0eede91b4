using System.Collections.Concurrent;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Tests.Faults;

namespace Cloakroom.Probe.Tests.Runs;

public sealed class ChurnTests
{
    [Fact]
    public async Task Run_OfTwoAccounts_SignsEachOfThemInAgain()
    {
        var signIns = new ConcurrentDictionary<string, int>();
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
        {
            if (context.Request is { Method: "POST", Path.Value: "/login" })
                signIns.AddOrUpdate((await context.Request.ReadFormAsync())["user"].ToString(), 1, (_, count) => count + 1);
            return false;
        });
        var options = FaultRun.Options(site.Url, 6) with { Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.Churn }, UntilTime = true };

        await FaultRun.RunUntilAsync(options, _ => signIns.Count == 2 && signIns.Values.All(count => count > 1));

        signIns["alice"].ShouldBeGreaterThan(1);
        signIns["bob"].ShouldBeGreaterThan(1);
    }

    /// <summary>The end of the run may come in the middle of somebody's signing in.</summary>
    [Fact]
    public async Task Run_EndsWhileAnAccountSignsInAgain_EndsWithItSignedIn()
    {
        var signIns = 0;
        var isHeld = false;
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
        {
            if (context.Request is not { Method: "POST", Path.Value: "/login" } || (await context.Request.ReadFormAsync())["user"] != "alice" || ++signIns != 2)
                return false;
            isHeld = true;
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        // So long that its last part, for looking who is signed in, waits for the test as well.
        var options = FaultRun.Options(site.Url, 16) with { Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.Churn }, UntilTime = true };

        var report = await FaultRun.RunUntilAsync(options, _ => isHeld);

        report.Accounts.Select(account => (account.Name, account.IsSignedIn, account.Problem)).ShouldBe([("alice", true, null), ("bob", true, null)]);
        signIns.ShouldBeGreaterThan(2);
    }
}
