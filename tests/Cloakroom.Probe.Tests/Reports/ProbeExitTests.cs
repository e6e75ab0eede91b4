using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Tests.Reports;

public sealed class ProbeExitTests
{
    [Theory]
    [InlineData("leak", Severity.Leak, false, 1)]
    [InlineData("leak", Severity.Warning, false, 0)]
    [InlineData("warning", Severity.Warning, false, 1)]
    [InlineData("warning", Severity.Note, false, 0)]
    [InlineData("note", Severity.Note, false, 1)]
    [InlineData("leak", null, true, 0)]
    [InlineData("incomplete", null, true, 3)]
    [InlineData("incomplete", Severity.Leak, true, 1)]
    [InlineData("warning,incomplete", Severity.Warning, true, 1)]
    [InlineData("warning,incomplete", Severity.Note, true, 3)]
    [InlineData(null, null, false, 0)]
    [InlineData(null, null, true, 3)]
    internal void Of_SeverityAndWhatIsAskedFor_GivesTheStatus(string? failOn, Severity? severity, bool untested, int expected)
    {
        var report = Sample.Report(severity is { } one ? [Sample.Rich().Findings[0] with { Severity = one }] : []);
        if (untested)
            report = report with { Untested = [new("x", "y", "z")] };
        ProbeExit.Of(report, failOn is null ? FailOn.Default : FailOn.Parse(failOn).FailOn!).ShouldBe(expected);
    }

    [Fact]
    public void Of_NothingTested_IsNeverClean()
    {
        ProbeExit.Of(Sample.Report(pairs: 0), FailOn.Parse("leak").FailOn!).ShouldBe(3);
        ProbeExit.Of(Sample.Report() with { End = EndReason.Stopped }, FailOn.Parse("leak").FailOn!).ShouldBe(3);
        ProbeExit.Of(Sample.Report() with { End = EndReason.Failed }, FailOn.Parse("leak").FailOn!).ShouldBe(3);
        ProbeExit.Of(Sample.Rich() with { End = EndReason.Failed }, FailOn.Parse("leak").FailOn!).ShouldBe(1);
        ProbeExit.Of(Sample.Rich() with { End = EndReason.Interrupted }, FailOn.Default).ShouldBe(130);
    }

    [Theory]
    [InlineData("leak,incomplete")]
    [InlineData("warning")]
    [InlineData("note,incomplete")]
    public void ToString_OfWhatWasParsed_IsTheSame(string text) => FailOn.Parse(text).FailOn!.ToString().ShouldBe(text);

    [Fact]
    public void Parse_UnknownWord_IsToldWithTheChoices() => FailOn.Parse("leaks").Problem!.ShouldContain("'leaks' is none of leak, warning, note and incomplete");
}
