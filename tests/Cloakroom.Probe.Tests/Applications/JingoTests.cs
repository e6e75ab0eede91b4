using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>A wiki in Node that nobody here wrote, behind caches.</summary>
public sealed class JingoTests : IAsyncLifetime
{
    private const string Name = "jingo";
    private const string Assets = "^/(css|fonts|img|js|vendor)/";

    private RunningApplication? _wiki;

    private Uri Application => _wiki!.Address;

    public async ValueTask InitializeAsync()
    {
        if (Jingo.WhyUnavailable is { } missing && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip(missing);
        _wiki = await Jingo.StartAsync();
    }

    public ValueTask DisposeAsync() => _wiki?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Probe_BehindACacheForAssets_FindsNoLeak()
    {
        await using var cache = await ApplicationCache.NginxForAssetsAsync(Application, Assets);

        var report = await ApplicationProbe.WithScenarioAsync(cache.Address, Name);

        Kept(report);
        report.SessionCookies.ShouldBe(["JingoSession", "JingoSession.sig"], ignoreOrder: true);
        report.Targets.ShouldContain(target => target.Path == "/wiki/Home" && target.IsPersonal);
    }

    [Fact]
    public async Task Probe_BehindACacheForEverything_FindsPagesAndCookies()
    {
        await using var cache = await ApplicationCache.NginxForEverythingAsync(Application);

        var report = await ApplicationProbe.WithScenarioAsync(cache.Address, Name);

        report.Verdict.ShouldBe(Verdict.Leaks);
        report.Leaks().Any(leak => leak.Shows(CheckKind.WrongIdentity, "body") && leak.Route == "/wiki/Home").ShouldBeTrue(ApplicationProbe.Summary(report));
        // Jingo sets the session's cookie once more where signing in ends, and there only.
        report.Leaks().Any(leak => leak.Shows(CheckKind.ForeignCookie, "") && leak.Route == "/auth/done").ShouldBeTrue(ApplicationProbe.Summary(report));
    }

    [Fact]
    public async Task Probe_OfTwoBrowsersBehindACacheForAssets_FindsNoLeak()
    {
        await using var cache = await ApplicationCache.NginxForAssetsAsync(Application, Assets);

        Kept(await ApplicationProbe.WithJarsAsync(cache.Address, Name, Application));
    }

    [Fact]
    public async Task Probe_OfTwoBrowsersBehindACacheForEverything_FindsPages()
    {
        await using var cache = await ApplicationCache.NginxForEverythingAsync(Application);

        var report = await ApplicationProbe.WithJarsAsync(cache.Address, Name, Application);

        report.Verdict.ShouldBe(Verdict.Leaks);
        report.Leaks().Any(leak => leak.Shows(CheckKind.ForeignMarker, "body")).ShouldBeTrue(ApplicationProbe.Summary(report));
    }

    // Jingo says nothing to caches about its pages, and is warned of for that.
    private static void Kept(ProbeReport report)
    {
        report.Leaks().Count().ShouldBe(0, ApplicationProbe.Summary(report));
        report.Accounts.ShouldAllBe(account => account.IsSignedIn, ApplicationProbe.Summary(report));
        report.Findings.Where(finding => finding.Severity == Severity.Warning).All(finding => finding.Check == CheckKind.PersonalStorable.Code()).ShouldBeTrue(ApplicationProbe.Summary(report));
        report.Confidence.Pairs.ShouldBeGreaterThan(50);
        report.Untested.ShouldAllBe(untested => untested.What == "more pages" || untested.What == "more assets", ApplicationProbe.Summary(report));
    }
}
