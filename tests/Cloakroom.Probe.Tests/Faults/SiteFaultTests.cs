using System.Collections.Concurrent;
using System.Text;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Replay.Caches;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Faults;

/// <summary>Whatever a site does: the report says what was not tested, why and what to do; what is untested is never called clean; and no run hangs or throws.</summary>
public sealed class SiteFaultTests
{
    /// <summary>The twin of all others: with nothing wrong, the same run is clean, so that what they say comes of the fault.</summary>
    [Fact]
    public async Task Run_NothingWrong_IsClean()
    {
        await using var site = await FaultySite.StartAsync();

        var report = await FaultRun.RunAsync(site.Url, seconds: 45);

        report.Untested.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
        ProbeExit.Of(report, FailOn.Default).ShouldBe(ProbeExit.Clean);
    }

    [Fact]
    public async Task Run_DownFromTheStart_SaysSo()
    {
        var report = await FaultRun.RunAsync(new Uri($"http://127.0.0.1:{FreePort.Take()}/"));

        ShouldBeUntested(report, "account alice", "connection refused");
        report.End.ShouldBe(EndReason.Stopped);
        report.Confidence.Pairs.ShouldBe(0);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(60)]
    public async Task Run_DownInTheMiddle_SaysWhatIsLeft(int after)
    {
        await using var site = await FaultySite.StartAsync((_, context, number) =>
        {
            if (number > after)
                context.Abort();
            return Task.FromResult(number > after);
        });

        var report = await FaultRun.RunAsync(site.Url);

        ShouldBeUntested(report, site.Url.Authority, "failures in a row");
    }

    /// <summary>A site that is left alone is not waited for: not for the hours that <c>--time</c> may say.</summary>
    [Fact]
    public async Task Run_DownWhileItGoesOnUntilTheTimeIsUp_EndsBefore()
    {
        await using var site = await FaultySite.StartAsync((_, context, number) =>
        {
            if (number > 60)
                context.Abort();
            return Task.FromResult(number > 60);
        });

        var report = await FaultRun.RunAsync(FaultRun.Options(site.Url, seconds: 3600) with { UntilTime = true }, TestContext.Current.CancellationToken);

        ShouldBeUntested(report, site.Url.Authority, "failures in a row");
        report.End.ShouldNotBe(EndReason.Time);
    }

    [Fact]
    public async Task Run_TooSlow_TimesOut()
    {
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });

        ShouldBeUntested(await FaultRun.RunAsync(FaultRun.Options(site.Url), FaultRun.Impatient, TestContext.Current.CancellationToken), "account alice", "timed out");
    }

    [Fact]
    public async Task Run_SlowWithinTheLimit_SaysWhatTheTimeWasTooShortFor()
    {
        await using var site = await FaultySite.StartAsync(async (_, _, number) =>
        {
            await Task.Delay(number > 50 ? 100 : 0);
            return false;
        });

        var report = await FaultRun.RunUntilAsync(FaultRun.Options(site.Url) with { Lanes = 1 }, run => run.Phase == "trying" && site.Requests > 60);

        ShouldBeUntested(report, "trials of the plan", "the time was up");
        report.End.ShouldBe(EndReason.Time);
    }

    /// <summary>A firewall that has had enough answers everything alike: two who got its page have not tested the page behind it.</summary>
    [Theory]
    [InlineData(403, 0)]
    [InlineData(403, 35)]
    [InlineData(403, 55)]
    [InlineData(503, 35)]
    [InlineData(200, 35)]
    public async Task Run_BlockedAfterAWhile_IsNotClean(int status, int after)
    {
        await using var site = await FaultySite.StartAsync(async (_, context, number) =>
        {
            if (number <= after)
                return false;
            context.Response.StatusCode = status;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<h1>Are you a robot?</h1>");
            return true;
        });

        ShouldBeUntested(await FaultRun.RunAsync(site.Url), "", "");
    }

    /// <summary>Without any way to tell who one is, so that accounts are not found to be signed out.</summary>
    [Fact]
    public async Task Run_ShutOutOfAPageAlone_IsNotClean()
    {
        await using var site = await FaultySite.StartAsync((_, context, number) =>
        {
            var isShut = number > 30 && context.Request.Path == "/";
            if (isShut)
                context.Response.StatusCode = 403;
            return Task.FromResult(isShut);
        });

        ShouldBeUntested(await FaultRun.RunAsync(site.Url), "/", "refusals");
    }

    [Theory]
    [InlineData("seconds")]
    [InlineData("date")]
    [InlineData("none")]
    public async Task Run_RateLimited_SlowsDownAndSaysSo(string retryAfter)
    {
        var limited = 0;
        await using var site = await FaultySite.StartAsync((_, context, number) =>
        {
            if (number % 20 != 0)
                return Task.FromResult(false);
            limited++;
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter switch { "seconds" => "1", "date" => TimeProvider.System.GetUtcNow().AddSeconds(2).ToString("r"), _ => default(string) };
            return Task.FromResult(true);
        });

        var report = await FaultRun.RunAsync(site.Url, seconds: 5);

        ShouldBeUntested(report, "the rate", "too much");
        limited.ShouldBeGreaterThan(0);
        (report.Load.Requests / report.Seconds).ShouldBeLessThan(200);
    }

    /// <summary>Nothing is wrong with that: each sign-in takes its own.</summary>
    [Fact]
    public async Task Run_TokensForOneUse_SignsIn()
    {
        await using var site = await FaultySite.StartAsync();

        var report = await FaultRun.RunAsync(site.Url);

        report.Accounts.ShouldAllBe(account => account.IsSignedIn && account.Problem == null);
        report.Confidence.Pairs.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Run_SignedOutInTheMiddle_SignsInAgain()
    {
        var shown = new ConcurrentDictionary<string, int>();
        await using var site = await FaultySite.StartAsync((site, context, number) =>
        {
            if (number == 40)
                site.SignEverybodyOut();
            if (number > 40 && context.Request.Path == "/account" && site.UserOf(context) is { } user)
                shown.AddOrUpdate(user, 1, (_, count) => count + 1);
            return Task.FromResult(false);
        });

        // Its page is looked at twice while it signs in.
        var report = await FaultRun.RunUntilAsync(
            FaultRun.Options(site.Url, seconds: 6) with { UntilTime = true }, _ => site.SignIns >= 4 && shown.Count == 2 && shown.Values.All(count => count > 2));

        site.SignIns.ShouldBeGreaterThanOrEqualTo(4);
        report.Accounts.ShouldAllBe(account => account.IsSignedIn);
    }

    [Fact]
    public async Task Run_SignedOutAndLockedInTheMiddle_NamesTheAccounts()
    {
        var refused = new RefusedSignIns();
        await using var site = await FaultySite.StartAsync(async (site, context, number) =>
        {
            if (number == 40)
                site.SignEverybodyOut();
            if (number < 40 || context.Request.Method != "POST")
                return false;
            await refused.NoteAsync(context, number);
            context.Response.StatusCode = 423;
            return true;
        });

        var report = await FaultRun.RunUntilAsync(FaultRun.Options(site.Url, seconds: 6) with { UntilTime = true }, _ => refused.AreKnown(site));

        ShouldBeUntested(report, "account alice", "status 423");
        ShouldBeUntested(report, "account bob", "status 423");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Run_ExpiredAtTheStart_NamesTheAccounts(int good)
    {
        await using var site = await FaultySite.StartAsync();
        var options = FaultRun.Options(site.Url);
        var expired = options.Accounts.Skip(good).Select(account => new Cloakroom.Probe.Accounts.Account(account.Name, new Dictionary<string, string>(account.Values) { ["password"] = "expired" }));

        var report = await FaultRun.RunAsync(options with { Accounts = [.. options.Accounts.Take(good), .. expired] }, TestContext.Current.CancellationToken);

        ShouldBeUntested(report, "account bob", "status 403");
        if (good == 0)
            report.End.ShouldBe(EndReason.Stopped);
        else
            ShouldBeUntested(report, "pairs of two accounts", "only one account");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("made-up")]
    public async Task Run_BrokenEncoding_SaysWhatCouldNotBeRead(string coding)
    {
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
        {
            if (context.Request.Path != "/s/app.js")
                return false;
            context.Response.ContentType = "text/javascript";
            context.Response.Headers.ContentEncoding = coding;
            await context.Response.Body.WriteAsync("\x1f\x8b\x08 this is no such thing"u8.ToArray());
            return true;
        });

        ShouldBeUntested(await FaultRun.RunAsync(site.Url), "/s/app.js", "could not be read");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public async Task Run_EndlessBody_IsCutOffAndSaid(int pause)
    {
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
        {
            if (context.Request.Path != "/s/app.js")
                return false;
            context.Response.ContentType = "text/javascript";
            var part = Encoding.ASCII.GetBytes(new string('x', 4096));
            try
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(part, context.RequestAborted);
                    await Task.Delay(pause, context.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
                // Whoever asked has had enough.
            }

            return true;
        });

        // Where it drips, only the body takes too long.
        var sending = pause == 0 ? FaultRun.Sending : FaultRun.Sending with { BodyTimeout = FaultRun.Impatient.BodyTimeout };
        ShouldBeUntested(await FaultRun.RunAsync(FaultRun.Options(site.Url), sending, TestContext.Current.CancellationToken), "/s/app.js", pause == 0 ? "longer than" : "timed out");
    }

    [Fact]
    public async Task Run_RedirectsInACircle_EndsAndSaysSo()
    {
        await using var site = await FaultySite.StartAsync((_, context, number) =>
        {
            if (context.Request.Path != "/account")
                return Task.FromResult(false);
            context.Response.Redirect($"/account?again={number}");
            return Task.FromResult(true);
        });

        ShouldBeUntested(await FaultRun.RunAsync(site.Url), "account alice", "more than 10 redirects");
    }

    [Fact]
    public async Task Run_SignInWithoutACookie_SaysSo()
    {
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Remove("Set-Cookie");
                return Task.CompletedTask;
            });
            return Task.FromResult(false);
        });

        ShouldBeUntested(await FaultRun.RunAsync(site.Url), "account alice", "no cookies");
    }

    /// <summary>From the first request to the last: wherever it is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(40)]
    [InlineData(70)]
    public async Task Run_CtrlC_EndsAtOnceWithAReport(int after)
    {
        using var stop = new CancellationTokenSource();
        await using var site = await FaultySite.StartAsync((_, _, number) =>
        {
            if (number == after)
                stop.Cancel();
            return Task.FromResult(false);
        });

        var running = FaultRun.RunAsync(FaultRun.Options(site.Url, seconds: 60) with { UntilTime = true }, stop.Token);
        while (!stop.IsCancellationRequested)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        var report = await running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        report.End.ShouldBe(EndReason.Interrupted);
        report.Verdict.ShouldBe(Verdict.Incomplete);
        ProbeExit.Of(report, FailOn.Default).ShouldBe(ProbeExit.Interrupted);
        report.Untested.ShouldNotBeEmpty();
    }

    private static void ShouldBeUntested(ProbeReport report, string what, string why) => report.ShouldBeUntested(what, why);
}
