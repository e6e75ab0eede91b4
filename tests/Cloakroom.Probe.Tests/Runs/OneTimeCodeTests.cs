using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Faults;
using Cloakroom.Probe.Tests.Scenarios;

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

    /// <summary>The password of the time may be another when its step comes than it was when the sign-in began.</summary>
    [Fact]
    public async Task SignInAsync_AnotherCodeSinceItBegan_WaitsForTheNext()
    {
        var site = new Uri("http://shop.test/");
        var account = new Account("alice", new Dictionary<string, string> { ["seed"] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" });
        var time = new QuickTime(DateTimeOffset.FromUnixTimeSeconds(29));
        var codes = new List<string>();
        var answers = new ScriptedSite(site, (request, _) =>
        {
            if (request.Url.AbsolutePath == "/form")
                time.Now += TimeSpan.FromSeconds(codes.Count == 0 ? 2 : 0);
            else
                codes.Add(request.Url.Query);
            return new ScriptedAnswer(200, "", ("Set-Cookie", "sid=1"));
        });
        var options = new ProbeOptions { Site = site, Accounts = [account], Scenario = new Scenario { SignIn = [new Step { Path = "/form" }, new Step { Path = "/code?{totp:seed}" }] } };
        using var parts = new RunParts(options, FaultRun.Sending, FaultRun.Manners(site), account, time);
        var keeper = new SessionKeeper(new StepRunner(answers, site, time), answers, options, parts.Memory, parts.Sessions, parts.Planted, time);

        (await keeper.SignInAsync(account, TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await keeper.SignInAsync(account, TestContext.Current.CancellationToken)).ShouldBeTrue();

        codes.Count.ShouldBe(2);
        codes[1].ShouldNotBe(codes[0]);
        time.Now.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(60));
    }

    // Good for a second each, so that nobody waits long.
    private static Account WithSeed(string name) =>
        new(name, new Dictionary<string, string>(FaultRun.Account(name).Values) { ["seed"] = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=1" });

    /// <summary>Whoever waits has waited.</summary>
    private sealed class QuickTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period > TimeSpan.Zero)
                return base.CreateTimer(callback, state, dueTime, period);
            Now += dueTime;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
