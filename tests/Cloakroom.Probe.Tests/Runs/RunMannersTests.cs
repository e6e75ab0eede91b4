using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Tests.Faults;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Runs;

/// <summary>What a whole run asks, seen from the site.</summary>
public sealed class RunMannersTests
{
    [Fact]
    public async Task Run_RedirectsThatLeadAstray_AreNotFollowed()
    {
        var asked = new ConcurrentQueue<string>();
        await using var other = await FaultySite.StartAsync();
        await using var site = await FaultySite.StartAsync((self, context, _) =>
        {
            asked.Enqueue($"{context.Request.Method} {context.Request.Path}");
            string? to = context.Request.Path.Value switch
            {
                "/go-away" => "/account/logout",
                "/go-other" => other.Url.OriginalString,
                "/go-user" => $"http://alice:pw@{self.Url.Authority}/secret-door",
                "/go-double" => $"//{other.Url.Authority}/x",
                _ => null,
            };
            if (to is null)
                return Task.FromResult(false);
            context.Response.Redirect(to);
            return Task.FromResult(true);
        });
        site.Body = (_, body) => body + $"<a href=/go-away>1</a><a href=/go-other>2</a><a href=/go-user>3</a><a href=/go-double>4</a><a href='http://{site.Url.Host}:1/'>5</a><a href='http://localhost:{site.Url.Port}/six'>6</a>"
            + "<a href='http://127.0.0.1.evil.test/'>7</a><form action=/danger method=post></form><a href=/danger data-method=delete>8</a>";

        var report = await FaultRun.RunAsync(site.Url);

        report.Confidence.Pairs.ShouldBeGreaterThan(0);
        asked.ShouldContain("GET /go-away");
        asked.ShouldNotContain("GET /account/logout");
        asked.ShouldNotContain("GET /secret-door");
        asked.ShouldNotContain(line => line.EndsWith("/danger", StringComparison.Ordinal) || line.EndsWith("/six", StringComparison.Ordinal));
        asked.Where(line => !line.StartsWith("GET ", StringComparison.Ordinal)).Distinct().ShouldBe(["POST /login"]);
        other.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Run_IdentityThatIsExcluded_EndsWithAReport()
    {
        await using var site = await FaultySite.StartAsync();
        var options = FaultRun.Options(site.Url);
        var scenario = options.Scenario with { Exclude = ["/account"], SignIn = [options.Scenario.SignIn[0], options.Scenario.SignIn[1] with { FollowRedirects = false }] };

        using var run = new ProbeRun(options with { Scenario = scenario }, FaultRun.Sending, FaultRun.Manners(site.Url) with { Exclude = scenario.Exclude }, TimeProvider.System);
        var report = await run.RunAsync(TestContext.Current.CancellationToken);

        report.Confidence.Pairs.ShouldBeGreaterThan(0);
        report.Untested.ShouldContain(one => one.What == "/account");
    }

    [Fact]
    public async Task Run_OfASiteThatSpeaksHttp2_AsksInBothProtocols()
    {
        var protocols = new ConcurrentDictionary<string, int>();
        await using var site = await FaultySite.StartAsync(
            (_, context, _) =>
            {
                protocols.AddOrUpdate(context.Request.Protocol, 1, (_, count) => count + 1);
                return Task.FromResult(false);
            },
            overTls: true);

        using var run = new ProbeRun(FaultRun.Options(site.Url), FaultRun.Sending with { IgnoreCertificates = true }, FaultRun.Manners(site.Url), TimeProvider.System);
        var report = await run.RunAsync(TestContext.Current.CancellationToken);

        report.Verdict.ShouldBe(Verdict.Clean);
        protocols.Keys.ShouldBe(["HTTP/1.1", "HTTP/2"], ignoreOrder: true);
        // More than the question whether it does.
        protocols["HTTP/2"].ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData(2_500)]
    [InlineData(1e-9)]
    public async Task Run_BackgroundAtARateBeyondTimers_EndsWithAReport(double rate)
    {
        await using var site = await FaultySite.StartAsync();
        var report = await FaultRun.RunAsync(FaultRun.Options(site.Url) with { BackgroundRate = rate }, TestContext.Current.CancellationToken);
        report.Confidence.Pairs.ShouldBeGreaterThan(0);
        report.Load.ByTactic.ContainsKey("background").ShouldBe(rate > 1);
    }

    [Fact]
    public async Task Run_RobotsFileThatIsExcluded_TriesNothingAndSaysSo()
    {
        await using var site = await FaultySite.StartAsync();
        var options = FaultRun.Options(site.Url) with { KeepsToRobots = true };

        using var run = new ProbeRun(options, FaultRun.Sending, FaultRun.Manners(site.Url) with { Exclude = ["/robots.txt"] }, TimeProvider.System);
        var report = await run.RunAsync(TestContext.Current.CancellationToken);

        // What may not be read may forbid everything.
        report.Confidence.Pairs.ShouldBe(0);
        report.Verdict.ShouldBe(Verdict.Incomplete);
        report.Untested.ShouldContain(untested => untested.Why.Contains("robots.txt"));
    }

    [Fact]
    public async Task Run_WithBurstsBackgroundChurnAndFindings_NeverPassesItsTotalNorItsRate()
    {
        var clock = new ManualClock();
        var times = new ConcurrentQueue<long>();
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            if (context.Request.Path == "/beat")
                return Task.FromResult(true);
            times.Enqueue(clock.GetTimestamp());
            return Task.FromResult(false);
        });
        site.Body = (_, body) => body + "<p>alice@mail.example.test</p>";
        var options = FaultRun.Options(site.Url) with { BackgroundRate = 500, UntilTime = true, Confirmations = 3, Tactics = ProbeOptions.AllTactics };

        using var run = new ProbeRun(options, FaultRun.Sending, FaultRun.Manners(site.Url) with { RequestsPerSecond = 150, TotalRequests = 400 }, clock);
        var running = run.RunAsync(TestContext.Current.CancellationToken);
        using var beats = new HttpClient();
        // Time goes on as requests get through: where the machine stands still it does as well, and what leaves at its turn is there within a few steps.
        while (!running.IsCompleted)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            using var beat = await beats.GetAsync(new Uri(site.Url, "/beat"), TestContext.Current.CancellationToken);
            clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        var report = await running;

        report.End.ShouldBe(EndReason.Requests);
        times.Count.ShouldBeLessThanOrEqualTo(400);
        var all = times.Order().ToArray();
        // A burst of all parties may leave at once, and what was late is made up for; beyond that a second has its rate.
        var most = all.Select((first, i) => all.Skip(i).TakeWhile(at => at < first + TimeSpan.TicksPerSecond).Count()).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"at most {most} within a second");
        most.ShouldBeLessThanOrEqualTo(150 + 24);
    }

    [Fact]
    public async Task Run_MembersOnPurposeShownToOthers_SaysTheRemedy()
    {
        await using var site = await FaultySite.StartAsync();
        site.Body = (_, body) => body + "<p>alice@mail.example.test wrote</p><p>bob@mail.example.test wrote</p>";

        var report = await FaultRun.RunAsync(FaultRun.Options(site.Url) with { Scenario = FaultRun.Scenario with { Identity = [] } }, TestContext.Current.CancellationToken);

        // The scenario says that mail addresses are personal, and here they are not: that is told with what to do about it.
        report.Findings.ShouldNotBeEmpty();
        report.Findings[0].Mechanism.Remedy.ShouldContain("on purpose");

        var named = await FaultRun.RunAsync(FaultRun.Options(site.Url) with { Scenario = FaultRun.Scenario with { Identity = [], Markers = [] } }, TestContext.Current.CancellationToken);
        named.Findings.Where(one => one.Severity == Cloakroom.Probe.Findings.Severity.Leak).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OfACrowdedForum_AccusesNobody()
    {
        var hits = 0;
        await using var site = await FaultySite.StartAsync();
        site.OnPage = (context, user) =>
        {
            var n = Interlocked.Increment(ref hits);
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Request-Id"] = RandomNumberGenerator.GetHexString(32);
            context.Response.Headers.ETag = "\"5f2d8e1a\"";
            // A balancer that takes turns, an experiment, a choice, a counter.
            context.Response.Headers.Append("Set-Cookie", $"node={(n % 2 == 0 ? "5f2d8e1a9b3c4d7e" : "a91c03be77d25f18")}; Path=/");
            context.Response.Headers.Append("Set-Cookie", $"ab={(n % 3 == 0 ? "xY7kQ2mN9pL4rT" : "bG3wZ8vC1hJ6fD")}; Path=/");
            context.Response.Headers.Append("Set-Cookie", "consent=accepted; Path=/");
            context.Response.Headers.Append("Set-Cookie", $"visits={n}; Path=/");
        };
        site.Body = (context, body) =>
            $"{body}<p>alice wrote: hello</p><p>bob wrote: hi</p><p>Team Blue Falcons</p><p>{hits} views, {hits * 7919} points</p><a href=/users/1>al</a><a href=/users/11>alice</a><p>Order {100_000 + hits}</p>"
            + $"<p>{(hits % 2 == 0 ? "Willkommen im Forum" : "Welcome to the forum")}</p><p>Session {DateTimeOffset.UnixEpoch.AddSeconds(hits):O}</p><script nonce=\"{RandomNumberGenerator.GetHexString(16)}\"></script>";

        var report = await FaultRun.RunAsync(FaultRun.Options(site.Url) with { Tactics = ProbeOptions.AllTactics }, TestContext.Current.CancellationToken);

        report.Findings.Where(one => one.Severity == Cloakroom.Probe.Findings.Severity.Leak).Select(one => one.Title).ShouldBeEmpty();
        report.SessionCookies.ShouldBe(["sid"]);
    }
}
