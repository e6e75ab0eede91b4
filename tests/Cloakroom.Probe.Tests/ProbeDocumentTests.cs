using Cloakroom.Probe.Tests.Matrix;
using Cloakroom.Probe.Tests.Replays;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Caches.Configurations;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Probe.Tests;

/// <summary>The tables of <c>docs/probe.md</c> are what was measured.</summary>
[Collection(nameof(Measured))]
[Trait("Runs", "Alone")]
public sealed class ProbeDocumentTests(ProbeMatrix matrix, ProbedReplays replays)
{
    [Fact]
    public async Task Document_Probe_IsWhatTheRunsGave()
    {
        var stop = TestContext.Current.CancellationToken;
        ProbeMatrixTests.SkipWithout(
        [
            .. CacheConfigurations.All.Select(configuration => configuration.Server.WhyUnavailable),
            .. ClubKind.All.Select(kind => kind.WhyUnavailable()),
            .. Incident.All.Select(incident => incident.Replay.WhyUnavailable),
            FrontCache.WhyUnavailable(CacheKind.Nginx),
        ]);
        var path = Repository.PathOf("docs", "probe.md");
        var committed = await File.ReadAllTextAsync(path, stop);
        var versions = await CacheConfigurations.VersionsAsync(stop);
        var known = await KnownLeaks.ReadAsync(stop);

        var actual = GeneratedParts.Fill(committed, new Dictionary<string, string>
        {
            ["caches"] = versions,
            ["matrix"] = MatrixTables.Of(await matrix.AllAsync(), known),
            ["replays"] = await ReplayTable.OfAsync(replays),
        });

        if (Environment.GetEnvironmentVariable("CLOAKROOM_APPROVE") == "1") await File.WriteAllTextAsync(path, actual, stop);
        else if (!committed.Contains(versions, StringComparison.Ordinal)) Assert.Skip("The caches are of other versions than the tables.");
        else Lines(actual).Except(Lines(committed)).ShouldBeEmpty("Run with CLOAKROOM_APPROVE=1 to accept, and commit the difference.");
    }

    private static string[] Lines(string document) => MatrixTables.WithoutCounts(document).Split('\n');
}
