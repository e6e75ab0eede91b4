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
}
