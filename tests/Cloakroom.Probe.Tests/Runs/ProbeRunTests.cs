using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Hosting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Runs;

/// <summary>Whole runs against a shop behind a cache.</summary>
public sealed class ProbeRunTests
{
    /// <summary>No run whose end waits for something may take longer.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_OfASiteThatKeepsPeopleApart_IsClean()
    {
        await using var shop = await ShopSite.StartAsync();

        var report = await RunAsync(shop);

        report.Findings.ShouldBeEmpty();
        report.Untested.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
        report.End.ShouldBe(EndReason.Planned);
        report.Confidence.Pairs.ShouldBeGreaterThan(20);
        report.SessionCookies.ShouldBe(["sid"]);
        report.Targets.Single(target => target.Path == "/account").IsPersonal.ShouldBeTrue();
        report.Targets.ShouldContain(target => target.Path == "/assets/app.js" && target.Pairs > 0);
    }

    [Fact]
    public async Task Run_OfACacheThatStoresAPage_FindsTheBody()
    {
        await using var shop = await ShopSite.StartAsync();
        shop.Caches = path => path == "/account";

        var report = await RunAsync(shop);

        report.Verdict.ShouldBe(Verdict.Leaks);
        var leak = report.Findings[0];
        (leak.Check, leak.Severity, leak.Route).ShouldBe((CheckKind.ForeignMarker.Code(), Severity.Leak, "/account"));
        leak.Confirmation.Seen.ShouldBeGreaterThan(0);
        leak.Mechanism.Code.ShouldBe("cache-replay");
        leak.Source.ShouldNotBeNull().Account.ShouldBe(leak.Owner);
        report.Findings.ShouldAllBe(finding => finding.Route.StartsWith("/account"));
    }

    [Fact]
    public async Task Run_OfACacheThatStoresAPageAndItsVariants_TriesFewOfThemAndTellsOneCause()
    {
        await using var shop = await ShopSite.StartAsync();
        shop.Caches = path => path.StartsWith("/account", StringComparison.Ordinal);

        var report = await RunAsync(shop);

        var leak = report.Findings.ShouldHaveSingleItem();
        (leak.Severity, leak.Route, leak.Mechanism.Code).ShouldBe((Severity.Leak, "/account", "cache-replay"));
        report.Untested.ShouldContain(untested => untested.IsByChoice && untested.What.Contains("path variants of /account") && untested.Why.Contains("leaks by itself"));
        report.Targets.ShouldAllBe(target => target.Kind != "variant" || target.Requests > 0);
        report.Targets.ShouldNotContain(target => target.Path == "/account/x.css");
    }

    [Fact]
    public async Task Run_OfACacheThatStoresOnlyVariantsOfAPage_TellsThemAsOneCause()
    {
        await using var shop = await ShopSite.StartAsync();
        shop.Caches = path => path.StartsWith("/account", StringComparison.Ordinal) && path.EndsWith(".css", StringComparison.Ordinal);

        var report = await RunAsync(shop);

        var leak = report.Findings.Where(finding => finding.Severity == Severity.Leak).ShouldHaveSingleItem();
        (leak.Route, leak.Mechanism.Code).ShouldBe(("/account", "path-confusion"));
        leak.Addresses.Count.ShouldBeGreaterThan(1);
        leak.Addresses.ShouldAllBe(address => address.IsVariant);
        leak.Title.ShouldContain("path variants of GET /account");
        leak.Curl.ShouldContain(".css");
        leak.Confirmation.Seen.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Run_OfACacheThatReplaysSetCookieOnAssets_FindsTheCookie()
    {
        await using var shop = await ShopSite.StartAsync(rolls: true);
        shop.Caches = path => path.StartsWith("/assets/", StringComparison.Ordinal);

        var report = await RunAsync(shop);

        report.Verdict.ShouldBe(Verdict.Leaks);
        report.Findings.ShouldContain(finding => finding.Signs.Any(sign => sign.Check == CheckKind.ForeignCookie.Code()) && finding.Severity == Severity.Leak && finding.Route.StartsWith("/assets/"));
    }

    [Fact]
    public async Task Run_OfOneAnswerForAllWhoAskAtOnce_FindsItWhereItIsAndNowhereElse()
    {
        await using var shop = await ShopSite.StartAsync(rolls: true);
        shop.Collapses = path => path.StartsWith("/assets/", StringComparison.Ordinal);

        // A burst shows it only when somebody with a cookie is the first, and another comes in time.
        var report = await RunUntilAsync(shop, run => run is { Phase: "trying", Left: 0, Leaks: >= 2 });

        // Whoever took the cookie for their own would be somebody else on every page.
        report.Findings.Where(finding => finding.Severity == Severity.Leak).Select(finding => (finding.Check, finding.Route)).ShouldBe(
            [(CheckKind.ForeignCookie.Code(), "/assets/app.js"), (CheckKind.ForeignCookie.Code(), "/assets/site.css")], ignoreOrder: true);
    }

    [Fact]
    public async Task Run_OfAssetsThatGetTheCookieAndNoCache_Warns()
    {
        await using var shop = await ShopSite.StartAsync(rolls: true);

        var report = await RunAsync(shop);

        report.Verdict.ShouldBe(Verdict.Warnings);
        report.Findings.ShouldContain(finding => finding.Check == CheckKind.CookieOnCacheable.Code() && finding.Severity == Severity.Warning);
    }

    [Fact]
    public async Task Run_StoppedInTheMiddle_ReportsWhatWasDoneAndWhatWasNot()
    {
        await using var shop = await ShopSite.StartAsync();
        using var stop = new CancellationTokenSource();
        using var run = Run(shop);
        var running = run.RunAsync(stop.Token);
        while (run.Progress.Pairs == 0 && !running.IsCompleted)
            await Task.Delay(10, TestContext.Current.CancellationToken);

        await stop.CancelAsync();
        var report = await running;

        report.End.ShouldBe(EndReason.Interrupted);
        report.Verdict.ShouldBe(Verdict.Incomplete);
        report.Untested.ShouldContain(untested => untested.Why == "the run was interrupted");
        report.Untested.ShouldContain(untested => untested.What == Untested.AfterSigningOut);
    }

    [Fact]
    public async Task Run_UntilABound_GoesOnUntilItIsReached()
    {
        await using var shop = await ShopSite.StartAsync();

        using var run = Run(shop, options => options with { UntilBound = 0.001 }, new RunTime());
        var report = await run.RunAsync(TestContext.Current.CancellationToken).WaitAsync(Hang, TestContext.Current.CancellationToken);

        report.End.ShouldBe(EndReason.Bound);
        report.Confidence.UpperBound.ShouldBeLessThanOrEqualTo(0.001);
        report.Confidence.Pairs.ShouldBeGreaterThanOrEqualTo(LeakRate.PairsFor(0.001));
        // Not at addresses that the site does not have.
        report.Targets.Where(target => target.Kind == "variant").Sum(target => target.Pairs).ShouldBeLessThan(report.Confidence.Pairs / 10);
    }

    [Fact]
    public async Task Run_OfASiteWhoseSessionsSurviveSigningOut_Warns()
    {
        await using var shop = await ShopSite.StartAsync();
        shop.EndsSessions = false;

        var report = await RunAsync(shop);

        var finding = report.Findings.ShouldHaveSingleItem();
        (finding.Check, finding.Severity, finding.Owner).ShouldBe((CheckKind.SurvivingSession.Code(), Severity.Warning, "alice"));
        (finding.Confirmation.Tried, finding.Confirmation.Seen).ShouldBe((1, 1));
        finding.Mechanism.Code.ShouldBe("surviving-session");
    }

    [Fact]
    public async Task Run_OfASiteWhoseRequestsBringSessionsBack_Warns()
    {
        await using var shop = await ShopSite.StartAsync();
        shop.WritesSessionsBack = true;

        var report = await RunAsync(shop);

        var finding = report.Findings.ShouldHaveSingleItem();
        (finding.Check, finding.Severity, finding.Route).ShouldBe((CheckKind.RevivedSession.Code(), Severity.Warning, "/account"));
        finding.Confirmation.Seen.ShouldBe(finding.Confirmation.Tried);
        finding.Confirmation.Tried.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Run_OfAPageThatDoesNotShowWhatTheScenarioSays_NamesPageAndValue()
    {
        await using var shop = await ShopSite.StartAsync();

        var report = await RunAsync(shop, options => options with { Scenario = ShopSite.Scenario with { Identity = [new IdentityRule("/assets/app.js", "{email}")] } });

        report.Verdict.ShouldBe(Verdict.Incomplete);
        report.Untested.Single(one => one.What == "account alice").Why.ShouldStartWith("/assets/app.js does not show it as signed in: {email} is not there.");
    }

    [Fact]
    public async Task Run_UntilTheTimeIsUp_IsCleanWhenThePlanIsDone()
    {
        await using var shop = await ShopSite.StartAsync();

        var report = await RunUntilAsync(shop, run => run is { Phase: "trying", Left: 0, Pairs: > 0 });

        report.End.ShouldBe(EndReason.Time);
        report.Load.ByTactic.Keys.ShouldContain(Tactic.SignedOut);
        report.Untested.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
    }

    [Fact]
    public async Task Run_TwiceWithOneSeed_AsksTheSameInTheSameOrderAndNoColdAddressAgain()
    {
        await using var shop = await ShopSite.StartAsync();
        static ProbeOptions Change(ProbeOptions options) => options with { Tactics = new HashSet<string> { Tactic.TimedPair }, Windows = [TimeSpan.FromMilliseconds(10)] };

        using var one = Run(shop, Change, new RunTime(recurs: false));
        await one.RunAsync(TestContext.Current.CancellationToken);
        var first = shop.TakeAsked();
        using var other = Run(shop, Change, new RunTime(recurs: false));
        await other.RunAsync(TestContext.Current.CancellationToken);
        var second = shop.TakeAsked();

        second.Select(asked => asked.Path).Distinct().ShouldBe(first.Select(asked => asked.Path).Distinct(), ignoreOrder: true);
        foreach (var path in first.Select(asked => asked.Path).Distinct())
            second.Where(asked => asked.Path == path).Select(asked => asked.User).ShouldBe(first.Where(asked => asked.Path == path).Select(asked => asked.User), path);
        first.Where(asked => asked.Query.Length > 0).ShouldNotBeEmpty();
        second.Select(asked => asked.Query).Where(query => query.Length > 0).Intersect(first.Select(asked => asked.Query)).ShouldBeEmpty();
    }

    /// <summary>Until there is enough of it; only then its time is up.</summary>
    private static async Task<ProbeReport> RunUntilAsync(ShopSite shop, Func<RunProgress, bool> isEnough)
    {
        var time = new RunTime();
        using var run = Run(shop, options => options with { UntilTime = true, Time = TimeSpan.FromMinutes(10), Windows = [TimeSpan.FromMilliseconds(10)] }, time);
        var running = run.RunAsync(TestContext.Current.CancellationToken);
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        hang.CancelAfter(Hang);
        while (!isEnough(run.Progress) && !running.IsCompleted)
            await Task.Delay(10, hang.Token);
        if (!running.IsCompleted)
            time.Pass();
        return await running;
    }

    private static async Task<ProbeReport> RunAsync(ShopSite shop, Func<ProbeOptions, ProbeOptions>? change = null)
    {
        using var run = Run(shop, change);
        return await run.RunAsync(TestContext.Current.CancellationToken);
    }

    private static ProbeRun Run(ShopSite shop, Func<ProbeOptions, ProbeOptions>? change = null, TimeProvider? time = null)
    {
        var options = new ProbeOptions { Site = shop.Address, Accounts = ShopSite.Accounts(), Scenario = ShopSite.Scenario, Windows = [TimeSpan.FromSeconds(1)], Time = TimeSpan.FromSeconds(60), SignOutSettles = TimeSpan.FromMilliseconds(50) };
        return new ProbeRun(
            change?.Invoke(options) ?? options, new ProbeClientOptions(), new MannersOptions { Target = shop.Address, RequestsPerSecond = double.PositiveInfinity }, time ?? TimeProvider.System);
    }
}
