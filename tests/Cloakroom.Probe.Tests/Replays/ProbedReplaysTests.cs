using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Matrix;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>The eight incidents, with the probe as the only traffic.</summary>
[Collection(nameof(Measured))]
[Trait("Runs", "Alone")]
public sealed class ProbedReplaysTests(ProbedReplays replays)
{
    private const int MostRequests = 20;

    public static TheoryData<string> Everything => [.. Incident.All.Select(incident => incident.Replay.Name)];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Stock_Incident_IsFound(string name)
    {
        var report = await ProbeAsync(name, Side.Stock);

        ProbedReplays.Signs(Incident.Find(name), report).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Cloakroom_Incident_IsNotAccused(string name)
    {
        var report = await ProbeAsync(name, Side.Cloakroom);

        report.Findings.Where(ProbedReplays.IsAccusation).Select(finding => $"{finding.Check} {finding.Route}: {finding.Words}").ShouldBeEmpty();
        report.Confidence.Pairs.ShouldBeGreaterThan(0, "Nothing tried is nothing shown.");
    }

    [Fact]
    public async Task Stock_Loom_TakesTwentyRequestsForEachAsset()
    {
        var report = await ProbeAsync("loom-2023", Side.Stock);

        var assets = report.Targets.Where(target => target.Path.StartsWith("/assets/", StringComparison.Ordinal)).ToList();
        assets.Count.ShouldBe(4);
        report.Untested.ShouldAllBe(untested => untested.IsByChoice);
        foreach (var asset in assets) asset.RequestsToLeak.ShouldNotBeNull(asset.Path).ShouldBeLessThanOrEqualTo(MostRequests, asset.Path);
    }

    private async Task<ProbeReport> ProbeAsync(string name, Side side)
    {
        ProbeMatrixTests.SkipWithout([.. Incident.All.Select(incident => incident.Replay.WhyUnavailable), FrontCache.WhyUnavailable(CacheKind.Nginx)]);
        var report = await replays.ProbeAsync(Incident.Find(name), side);
        var said = new StringWriter();
        TextReport.WriteSummary(report, said, width: 200);
        TestContext.Current.TestOutputHelper?.WriteLine($"First leak after {ProbedReplays.TimeToLeak(report)?.TotalSeconds:0.0} s.\n{said}");
        return report;
    }
}
