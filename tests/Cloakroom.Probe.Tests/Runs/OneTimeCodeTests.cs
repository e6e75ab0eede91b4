using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Faults;

namespace Cloakroom.Probe.Tests.Runs;

/// <summary>Who is signed out and in again in the middle of a run needs another one-time password.</summary>
public sealed class OneTimeCodeTests
{
    [Fact]
    public async Task Run_CodesThatAreTakenOnce_SignsInAgainWithNewOnes()
    {
        var used = new ConcurrentDictionary<string, bool>();
        await using var site = await FaultySite.StartAsync(async (self, context, _) =>
        {
            if (context.Request.Path == "/logout")
            {
                self.SignOut(context);
                return true;
            }

            if (context.Request.Path != "/login" || context.Request.Method != "POST")
                return false;
            var form = await context.Request.ReadFormAsync();
            if (form["code"].ToString() is { Length: 6 } code && used.TryAdd($"{form["user"]} {code}", true))
                return false;
            context.Response.StatusCode = 403;
            return true;
        });
        var signIn = FaultRun.Scenario.SignIn;
        var options = FaultRun.Options(site.Url, 30) with
        {
            Accounts = [WithSeed("alice"), WithSeed("bob")],
            Scenario = FaultRun.Scenario with { SignIn = [signIn[0], signIn[1] with { Form = new Dictionary<string, string>(signIn[1].Form!) { ["code"] = "{totp:seed}" } }], SignOut = [new Step { Method = "POST", Path = "/logout" }] },
            Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.SignedOut },
            SignOutSettles = TimeSpan.FromMilliseconds(50),
        };

        var report = await FaultRun.RunAsync(options, TestContext.Current.CancellationToken);

        used.Count.ShouldBeGreaterThan(3, "nobody has signed in again");
        report.Untested.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
    }

    // Good for a second each, so that nobody waits long.
    private static Account WithSeed(string name) =>
        new(name, new Dictionary<string, string>(FaultRun.Account(name).Values) { ["seed"] = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=1" });
}
