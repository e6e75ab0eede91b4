using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Replay.Caches.Configurations;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>That the comparison of the matrix can fail.</summary>
public sealed class ProbedConfigurationTests
{
    private const string Id = "nginx: as it comes";

    [Theory]
    [InlineData("/s/public/member.js", "**S**B/B", null, "missed: nginx: as it comes, Express, Script public (4 pairs)")]
    [InlineData("/s/public/member.js", "–/B", null, "missed: nginx: as it comes, Express, Script public (4 pairs)")]
    [InlineData("/s/public/member.js", "–", nameof(Severity.Leak), "accused: nginx: as it comes, Express, Script public: ")]
    [InlineData("/s/public/member.js", "x", nameof(Severity.Leak), "accused: nginx: as it comes, Express, Script public: ")]
    [InlineData("/s/public/member.js", "–", nameof(Severity.Warning), null)]
    [InlineData("/s/public/member.js", "B/–", nameof(Severity.Leak), null)]
    [InlineData("/s/public/club.js", "B/–", nameof(Severity.Leak), "accused: nginx: as it comes, Express, File public: ")]
    [InlineData("/s/public/club.js", "B/**S**B", nameof(Severity.Leak), null)]
    [InlineData("/s/public/club.js", "B/**S**B", null, null)]
    [InlineData("/s/public/club.js", "c/–", null, "missed: nginx: as it comes, Express, File public (4 pairs)")]
    public void Compare_OneCell_TellsWhatIsWrong(string path, string cell, string? worst, string? wrong)
    {
        var known = KnownLeaks.Parse($"""
            <!-- generated: nginx -->
            **as it comes**
            | static | – | – | {cell} | – | – | – | – | – |
            | page | – | – | – | – | – | – | – | – |
            <!-- end -->
            """);

        // What is not looked at here is as it should be.
        var other = path.EndsWith("member.js", StringComparison.Ordinal) ? "/s/public/club.js" : "/s/public/member.js";
        var probed = Probed(new TargetReport(path, "asset", false, 9, 4, false, worst is null ? null : Enum.Parse<Severity>(worst)), new TargetReport(other, "asset", false, 9, 4, false, OtherWorst(other, cell)));

        probed.Compare(known).ShouldBe(wrong is null ? [] : [wrong]);
    }

    private static Severity? OtherWorst(string other, string cell) =>
        other.EndsWith("member.js", StringComparison.Ordinal) ? cell.Any("ScB".Contains) ? Severity.Leak : null : cell.Split('/')[0].Contains('S') ? Severity.Leak : null;

    private static ProbedConfiguration Probed(params TargetReport[] targets) => new(CacheConfigurations.Find(Id), ClubKind.Express, new ProbeReport
    {
        Version = "0",
        Target = new Uri("http://club.test/"),
        StartedAt = DateTimeOffset.UnixEpoch,
        Seconds = 1,
        Seed = 1,
        Verdict = Verdict.Clean,
        End = EndReason.Planned,
        Load = new Load(18, 0, 0, 18, new Dictionary<string, long>()),
        Confidence = new Confidence(8, 0, 1, null),
        Accounts = [],
        SessionCookies = [],
        Findings = [],
        Untested = [],
        Targets = targets,
    });
}
