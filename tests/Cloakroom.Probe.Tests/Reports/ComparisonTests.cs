using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Tests.Reports;

public sealed class ComparisonTests
{
    [Fact]
    public void Of_FindingThatIsNotSeenWhereItWasTested_IsGone()
    {
        var compared = Comparison.Of(Sample.Report([Finding("a")]), Sample.Report());
        compared.Findings.ShouldHaveSingleItem().Change.ShouldBe(Change.Gone);
    }

    [Theory]
    [InlineData("address")]
    [InlineData("pairs")]
    [InlineData("stopped")]
    [InlineData("tactic")]
    [InlineData("untested")]
    [InlineData("omitted")]
    public void Of_FindingThatIsNotSeenAndNotTested_IsNotGone(string why)
    {
        var now = Sample.Report();
        now = why switch
        {
            "address" => now with { Targets = [.. now.Targets.Skip(1)] },
            "pairs" => now with { Targets = [now.Targets[0] with { Pairs = 0 }] },
            "stopped" => now with { End = EndReason.Stopped },
            "tactic" => now with { Load = now.Load with { ByTactic = new Dictionary<string, long> { ["burst"] = 9 } } },
            "untested" => now with { Untested = [new("/account", "it was slow", "Wait.")] },
            _ => now with { Omitted = 1 },
        };
        var one = Comparison.Of(Sample.Report([Finding("a")]), now).Findings.ShouldHaveSingleItem();
        one.Change.ShouldBe(Change.Unknown);
        one.Untested.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Of_SessionThatOutlivedItsEnd_AndNoSignOutsToTheirEndNow_IsNotGone()
    {
        var now = Sample.Report();
        now = now with { Load = now.Load with { ByTactic = new Dictionary<string, long> { ["signed-out"] = 3 } }, Untested = [new(Untested.AfterSigningOut, "the time was up", "Wait.")] };
        var then = Finding("a", Severity.Warning) with { Check = CheckKind.RevivedSession.Code(), Tactics = ["signed-out"] };
        var one = Comparison.Of(Sample.Report([then]), now).Findings.ShouldHaveSingleItem();
        (one.Change, one.Untested).ShouldBe((Change.Unknown, "the time was up"));
        Comparison.Of(Sample.Report([then]), now with { Untested = [] }).Findings.ShouldHaveSingleItem().Change.ShouldBe(Change.Gone);
    }

    [Fact]
    public void Of_FindingThatWasNotThere_IsNewAndSaysWhetherItCouldHaveBeenSeen()
    {
        Comparison.Of(Sample.Report(), Sample.Report([Finding("a")])).Findings[0].ShouldSatisfyAllConditions(one => one.Change.ShouldBe(Change.New), one => one.Untested.ShouldBeNull());
        Comparison.Of(Sample.Report() with { Targets = [] }, Sample.Report([Finding("a")])).Findings[0].Untested.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Severity.Warning, 10, Severity.Leak, 10, "Worse")]
    [InlineData(Severity.Leak, 10, Severity.Warning, 10, "Better")]
    [InlineData(Severity.Leak, 10, Severity.Leak, 15, "Same")]
    [InlineData(Severity.Leak, 10, Severity.Leak, 20, "Worse")]
    [InlineData(Severity.Leak, 10, Severity.Leak, 5, "Better")]
    internal void Of_FindingInBoth_IsJudgedBySeverityThenByHowOften(Severity then, int countThen, Severity now, int countNow, string change) =>
        Comparison.Of(Sample.Report([Finding("a", then, countThen)]), Sample.Report([Finding("a", now, countNow)])).Findings.ShouldHaveSingleItem().Change.ToString().ShouldBe(change);

    [Fact]
    public void Of_VariantsThen_AndTheirPageNow_IsNeitherGoneNorNew()
    {
        var compared = Comparison.Of(Sample.Report([Finding("variants")]), Sample.Report([Finding("page", count: 30) with { StandsFor = ["variants"] }]));
        compared.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Id.ShouldBe("page"), one => one.Change.ShouldBe(Change.Worse), one => one.CountBefore.ShouldBe(10));
    }

    [Fact]
    public void Of_WarningThatALeakStoodForThen_IsBetterAndNotNew()
    {
        var compared = Comparison.Of(Sample.Report([Finding("leak") with { StandsFor = ["warning"] }]), Sample.Report([Finding("warning", Severity.Warning)]));
        compared.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Id.ShouldBe("warning"), one => one.Change.ShouldBe(Change.Better), one => one.Before.ShouldBe(Severity.Leak));
    }

    [Fact]
    public void Of_MoreRequestsWithAsManySightings_IsBetter()
    {
        var now = Sample.Report([Finding("a")]);
        now = now with { Targets = [now.Targets[0] with { Requests = 9_000 }] };
        Comparison.Of(Sample.Report([Finding("a")]), now).Findings[0].Change.ShouldBe(Change.Better);
    }

    [Fact]
    public void Outputs_WithAComparison_ShowItAndBothBounds()
    {
        var now = Sample.Report(pairs: 3000);
        now = now with { Comparison = Comparison.Of(Sample.Report([Finding("a")], pairs: 300), now) };
        var text = Outputs.Write(now, "summary");
        text.ShouldContain("1 gone");
        text.ShouldContain("1 in 100");
        text.ShouldContain("1 in 1,000");
        Outputs.Write(now, "html").ShouldContain("1 in 100 then");
        JsonReport.Read(JsonReport.Write(now), "x").Report!.Comparison!.Findings[0].Change.ShouldBe(Change.Gone);
    }

    private static FindingReport Finding(string id, Severity severity = Severity.Leak, long count = 10)
    {
        var finding = Sample.Rich().Findings[0];
        return finding with { Id = id, Severity = severity, Count = count, Route = "/account", Tactics = ["timed-pair"] };
    }
}
