using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>A wiki in PHP that nobody here wrote, behind caches.</summary>
public sealed class DokuWikiTests : IAsyncLifetime
{
    private const string Name = "dokuwiki";

    /// <summary>Below the server's own files; DokuWiki's scripts answer with styles and scripts made for all.</summary>
    private const string Assets = @"^/lib/.*\.(css|js|gif|png|ico|svg)$";

    private RunningApplication? _wiki;

    private Uri Application => _wiki!.Address;

    public async ValueTask InitializeAsync()
    {
        if (DokuWiki.WhyUnavailable is { } missing && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip(missing);
        _wiki = await DokuWiki.StartAsync();
    }

    public ValueTask DisposeAsync() => _wiki?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Probe_BehindACacheThatGoesByTheHeaders_FindsNoLeak()
    {
        await using var cache = await ApplicationCache.NginxByHeadersAsync(Application);

        var report = await ApplicationProbe.WithScenarioAsync(Start(cache), Name);

        Kept(report);
        report.SessionCookies.ShouldContain("DokuWiki");
        report.Targets.ShouldContain(target => target.Path == "/start?do=search&q=garden" && target.IsPersonal);
    }

    [Fact]
    public async Task Probe_BehindACacheForEverything_FindsPagesAndCookies()
    {
        await using var cache = await ApplicationCache.NginxForEverythingAsync(Application);

        var report = await ApplicationProbe.WithScenarioAsync(Start(cache), Name);

        report.Verdict.ShouldBe(Verdict.Leaks);
        report.Leaks().Any(leak => leak.Shows(CheckKind.ForeignMarker, "body") && leak.Owner != leak.Receiver).ShouldBeTrue(ApplicationProbe.Summary(report));
        report.Leaks().Any(leak => leak.Shows(CheckKind.WrongIdentity, "")).ShouldBeTrue(ApplicationProbe.Summary(report));
        report.Leaks().Any(leak => leak.Shows(CheckKind.ForeignCookie, "header Set-Cookie")).ShouldBeTrue(ApplicationProbe.Summary(report));
        report.Leaks().Any(leak => leak.Confirmation.Seen > 0).ShouldBeTrue(ApplicationProbe.Summary(report));
    }

    [Fact]
    public async Task Probe_OfTwoBrowsersBehindACacheThatGoesByTheHeaders_FindsNoLeak()
    {
        await using var cache = await ApplicationCache.NginxByHeadersAsync(Application);

        Kept(await ApplicationProbe.WithJarsAsync(Start(cache), Name, Application));
    }

    [Fact]
    public async Task Probe_OfTwoBrowsersBehindACacheForEverything_FindsPages()
    {
        await using var cache = await ApplicationCache.NginxForEverythingAsync(Application);

        var report = await ApplicationProbe.WithJarsAsync(Start(cache), Name, Application);

        report.Verdict.ShouldBe(Verdict.Leaks);
        report.Leaks().Any(leak => leak.Shows(CheckKind.ForeignMarker, "body")).ShouldBeTrue(ApplicationProbe.Summary(report));
    }

    [Fact]
    public async Task Probe_BehindVarnishForAssets_FindsNoLeak()
    {
        await using var cache = await ApplicationCache.VarnishForAssetsAsync(Application, Assets);

        Kept(await ApplicationProbe.WithScenarioAsync(Start(cache), Name));
    }

    [Fact]
    public async Task Probe_BehindVarnishForEverything_FindsPages()
    {
        await using var cache = await ApplicationCache.VarnishForEverythingAsync(Application);

        var report = await ApplicationProbe.WithScenarioAsync(Start(cache), Name);

        report.Verdict.ShouldBe(Verdict.Leaks);
        report.Leaks().Any(leak => leak.Shows(CheckKind.ForeignMarker, "body")).ShouldBeTrue(ApplicationProbe.Summary(report));
    }

    private static Uri Start(ServerProcess cache) => new(cache.Address, "/start");

    // The feed of one's search is DokuWiki's own mistake: it says neither private nor no-store.
    private static void Kept(ProbeReport report)
    {
        report.Leaks().Count().ShouldBe(0, ApplicationProbe.Summary(report));
        report.Accounts.ShouldAllBe(account => account.IsSignedIn, ApplicationProbe.Summary(report));
        report.Findings.All(finding => finding.Severity == Severity.Note || finding.Route.StartsWith("/feed.php")).ShouldBeTrue(ApplicationProbe.Summary(report));
        report.Confidence.Pairs.ShouldBeGreaterThan(50);
        report.Untested.ShouldAllBe(untested => untested.What == "more pages" || untested.What == "more assets", ApplicationProbe.Summary(report));
    }
}
