using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Faults;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Runs;

/// <summary>What sites do when somebody signs out, and what the run makes of it.</summary>
public sealed class SignedOutSessionsTests
{
    private const string What = "sessions after signing out";

    /// <summary>For what a run should do soon: then its own checks say that it did not.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The name is remembered for the form, by a cookie that signing out takes away: whoever has it knows a name, and is not signed in.</summary>
    [Fact]
    public async Task Run_FormThatRemembersTheName_IsNoSessionThatSurvives()
    {
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            Remember(context);
            if (await SignsOutAsync(site, context, "remember"))
                return true;
            if (context.Request.Path != "/account")
                return false;
            // A sign-out that comes half way through what the page takes comes first: the answer that is under way is the form as well.
            await Task.Delay(20, Ct);
            if (site.IsSignedIn(context))
                return false;
            return await WriteAsync(context, $"<form method=post action=/login><input name=user value='{context.Request.Cookies["remember"]}'><input name=password type=password></form>");
        });

        var report = await RunAsync(site);

        report.Findings.ShouldBeEmpty();
        report.Untested.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
    }

    /// <summary>The twin: the cookie that is remembered opens the page itself.</summary>
    [Fact]
    public async Task Run_CookieThatIsRememberedAndOpensThePage_Warns()
    {
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            Remember(context);
            if (await SignsOutAsync(site, context, "remember"))
                return true;
            if (context.Request.Path != "/account" || site.IsSignedIn(context))
                return false;
            return context.Request.Cookies["remember"] is { } name && await WriteAsync(context, $"<p>Signed in as {name}</p><a href=/>Home</a>");
        });

        (await RunAsync(site)).Findings.ShouldHaveSingleItem().Check.ShouldBe(CheckKind.SurvivingSession.Code());
    }

    [Fact]
    public async Task Run_SignOutThatAsksForConfirmation_SaysThatItDoesNotSignOut()
    {
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
            context.Request.Path == "/logout" && await WriteAsync(context, "<form method=post>Really?</form>"));

        var report = await RunAsync(site);

        report.Findings.ShouldBeEmpty();
        report.ShouldBeUntested(What, "with the cookies that signing out has left as well");
    }

    /// <summary>The end of the time must not look as if all of it had been tried, and must not leave anybody outside for what is tried again.</summary>
    [Fact]
    public async Task Run_TimeUpWhileSomebodyIsSignedOut_SaysSoAndSignsInAgain()
    {
        var signOuts = 0;
        await using var site = await FaultySite.StartAsync((site, context, _) =>
        {
            if (context.Request.Path == "/logout")
                Interlocked.Increment(ref signOuts);
            return SignsOutAsync(site, context);
        });

        var report = await RunUntilAsync(site, run => run.Phase == "signing out" && signOuts > 0, options => options with { Time = TimeSpan.FromMinutes(10), SignOutSettles = TimeSpan.FromMinutes(20) });

        report.End.ShouldBe(EndReason.Time);
        report.ShouldBeUntested(What, "the run ended before all of it was tried");
        site.SignIns.ShouldBe(3);
        report.Accounts.ShouldAllBe(account => account.IsSignedIn);
    }

    [Fact]
    public async Task Run_InterruptedWhileSomebodyIsSignedOut_SaysSo()
    {
        using var stop = new CancellationTokenSource();
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            if (context.Request.Path == "/logout")
                await stop.CancelAsync();
            return false;
        });

        var report = await RunAsync(site, stop: stop);

        (report.End, report.Verdict).ShouldBe((EndReason.Interrupted, Verdict.Incomplete));
        report.Untested.ShouldContain(one => one.What == What && one.Why == "the run ended before all of it was tried");
    }

    /// <summary>Going on until the time is up, which every <c>--time</c> asks for, is no reason to leave out what comes last.</summary>
    [Fact]
    public async Task Run_UntilTheTimeIsUp_SignsOutAsWell()
    {
        await using var site = await FaultySite.StartAsync((_, context, _) => ForgetsAsync(context));

        var report = await RunUntilAsync(site, run => run is { Phase: "trying", Left: 0, Pairs: > 0 }, options => options with { Time = TimeSpan.FromMinutes(10), UntilTime = true });

        report.End.ShouldBe(EndReason.Time);
        report.Findings.ShouldHaveSingleItem().Check.ShouldBe(CheckKind.SurvivingSession.Code());
    }

    /// <summary>A text for those whose session is over is nobody's name.</summary>
    [Fact]
    public async Task Run_PageThatTellsOfASessionThatIsOver_IsNoWrongIdentity()
    {
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            if (await SignsOutAsync(site, context))
                return true;
            if (context.Request.Path != "/account")
                return false;
            var who = site.UserOf(context) is { } user ? user + "@mail.example.test" : context.Request.Cookies["sid"] is null ? "Guest" : "Your session is over";
            return await WriteAsync(context, $"<b id=who>{who}</b>");
        });

        var report = await RunAsync(site, options => options with { Scenario = options.Scenario with { Identity = [new IdentityRule("/account", "{email}") { In = new Extraction { Selector = "#who" } }] } });

        report.Findings.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
    }

    /// <summary>One page greets by a cookie that stays; that it tells nothing must not make a survival look like something that was brought back.</summary>
    [Fact]
    public async Task Run_OnePageThatTellsNothing_IsToldByAnother()
    {
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            Remember(context);
            if (await ForgetsAsync(context))
                return true;
            if (context.Request.Path == "/account")
                await Task.Delay(20, Ct);
            return context.Request.Path == "/hello" && await WriteAsync(context, $"<p>Hello {context.Request.Cookies["remember"]}</p>");
        });

        var report = await RunAsync(site, options => options with { Scenario = options.Scenario with { Journeys = new Dictionary<string, IReadOnlyList<Step>> { ["all"] = [new Step { Path = "/hello" }] } } });

        report.Findings.ShouldHaveSingleItem().Check.ShouldBe(CheckKind.SurvivingSession.Code());
        report.Untested.ShouldContain(one => one.What == What && one.Why.StartsWith("/hello shows alice"));
    }

    /// <summary>A cache that keeps each session's pages apart gives them for as long as it likes, whatever has become of the session.</summary>
    [Fact]
    public async Task Run_PageThatACacheKeepsForOneSession_IsNoSessionThatSurvives()
    {
        var stored = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            if (await SignsOutAsync(site, context))
                return true;
            if (context.Request.Path != "/account" || context.Request.Cookies["sid"] is not { } sid)
                return false;
            context.Response.Headers.Vary = "Cookie";
            if (stored.ContainsKey(sid))
                context.Response.Headers.Age = "1";
            else if (site.UserOf(context) is { } user)
                stored[sid] = $"<p>Signed in as {user}@mail.example.test</p><a href=/>Home</a>";
            return stored.TryGetValue(sid, out var page) && await WriteAsync(context, page);
        });

        var report = await RunAsync(site);

        report.Findings.ShouldNotContain(finding => finding.Check == CheckKind.SurvivingSession.Code() || finding.Check == CheckKind.RevivedSession.Code());
        report.Untested.ShouldContain(one => one.What == What && one.Why.Contains("comes from a cache"));
    }

    /// <summary>A request that ends late takes a renewed session to the browser that has signed out meanwhile.</summary>
    [Fact]
    public async Task Run_RenewalInALateAnswer_Warns()
    {
        var alice = FaultRun.Account("alice");
        using var underWay = new SemaphoreSlim(0);
        var signOuts = 0;
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            var user = site.UserOf(context);
            // The first sign-out comes alone, the next in the middle of the page.
            if (context.Request.Path == "/logout" && user == alice.Name && Interlocked.Increment(ref signOuts) > 1)
                await underWay.WaitAsync(LongestWait, Ct);
            if (await SignsOutAsync(site, context))
                return true;
            if (context.Request.Path != "/hello")
                return false;
            if (user is null)
                return await WriteAsync(context, "<p>Hello</p>");
            if (user == alice.Name && signOuts > 0 && !context.Request.QueryString.HasValue)
            {
                underWay.Release();
                await OutAsync();
            }
            else
            {
                await Task.Delay(20, Ct);
            }

            context.Response.Headers.SetCookie = $"sid={site.SignIn(user)}; Path=/; HttpOnly";
            return await WriteAsync(context, $"<p>Hello, signed in as {user}@mail.example.test</p><a href=/>Home</a>");
        });

        var report = await RunAsync(site, options => options with
        {
            Accounts = [alice, FaultRun.Account("bob")],
            Scenario = options.Scenario with { Journeys = new Dictionary<string, IReadOnlyList<Step>> { ["all"] = [new Step { Path = "/hello" }] } },
        });

        report.Findings.ShouldHaveSingleItem().Check.ShouldBe(CheckKind.RevivedSession.Code());

        // Until the browser has taken its cookie away, and a little more.
        async Task OutAsync()
        {
            var until = TimeProvider.System.GetUtcNow() + LongestWait;
            while (alice.Jar.All.Any(cookie => cookie.Name == "sid") && TimeProvider.System.GetUtcNow() < until)
                await Task.Delay(10, Ct);
            await Task.Delay(100, Ct);
        }
    }

    /// <summary>Two accounts of one person, where signing out ends all of the person's sessions: nobody is accused of what the other did.</summary>
    [Fact]
    public async Task Run_SignOutThatEndsAllSessions_AccusesNobody()
    {
        await using var site = await FaultySite.StartAsync((site, context, _) => SignsOutAsync(site, context, everywhere: true));

        var report = await RunAsync(site);

        report.Findings.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
    }

    /// <summary>Each sign-in counts at a site that allows a few.</summary>
    [Fact]
    public async Task Run_OfACleanSite_SignsInOnceForEachTry()
    {
        await using var site = await FaultySite.StartAsync((site, context, _) => SignsOutAsync(site, context));

        await RunAsync(site);

        // Two to begin with, one when nothing else goes on, and one in the middle of a request for each account.
        site.SignIns.ShouldBe(5);
    }

    private static void Remember(HttpContext context)
    {
        if (context.Request.Path == "/login" && context.Request.Method == "POST")
        {
            context.Response.OnStarting(async () =>
            {
                var form = await context.Request.ReadFormAsync(Ct);
                context.Response.Headers.Append("Set-Cookie", $"remember={form["user"]}@mail.example.test; Path=/");
            });
        }
    }

    private static async Task<bool> SignsOutAsync(FaultySite site, HttpContext context, string? forgets = null, bool everywhere = false)
    {
        if (context.Request.Path != "/logout")
            return false;
        if (everywhere)
            site.SignOut(site.UserOf(context));
        else
            site.SignOut(context);
        await ForgetsAsync(context);
        if (forgets is not null)
            context.Response.Headers.Append("Set-Cookie", $"{forgets}=; Path=/; Max-Age=0");
        return true;
    }

    /// <summary>Takes the cookie away, and leaves the session.</summary>
    private static Task<bool> ForgetsAsync(HttpContext context)
    {
        if (context.Request.Path != "/logout")
            return Task.FromResult(false);
        context.Response.Headers.Append("Set-Cookie", "sid=; Path=/; Max-Age=0");
        return Task.FromResult(true);
    }

    private static async Task<bool> WriteAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "text/html";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync($"<!doctype html><title>Shop</title>{body}", Ct);
        return true;
    }

    private static Task<ProbeReport> RunAsync(FaultySite site, Func<ProbeOptions, ProbeOptions>? change = null, CancellationTokenSource? stop = null) =>
        FaultRun.RunAsync(change?.Invoke(Options(site)) ?? Options(site), stop?.Token ?? Ct);

    private static Task<ProbeReport> RunUntilAsync(FaultySite site, Func<RunProgress, bool> isEnough, Func<ProbeOptions, ProbeOptions> change) =>
        FaultRun.RunUntilAsync(change(Options(site)), isEnough);

    private static ProbeOptions Options(FaultySite site) => FaultRun.Options(site.Url) with
    {
        Scenario = FaultRun.Scenario with { SignOut = [new Step { Path = "/logout" }] },
        Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.SignedOut },
        SignOutSettles = TimeSpan.FromMilliseconds(50),
    };
}
