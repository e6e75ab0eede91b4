using Cloakroom.Rates;

namespace Cloakroom.Tests.Rates;

public sealed class RateBaselineTests
{
    private static readonly RateModel Model = new(Cluster: 2, Spread: 0.1, MinCount: 30, MinShare: 0.01);
    private static readonly RateCount Usual = new(10, 1_000);
    private static readonly RateCount High = new(100, 1_000);

    private readonly RateBaseline _baseline = new(Model);

    [Fact]
    public void Close_RiseWithinTheFirstHour_SaysNothingYet()
    {
        Run(RateBaseline.LearningMinutes - 1, Usual).ShouldBe(0);
        Run(RateBaseline.WindowMinutes, High).ShouldBe(0);
    }

    [Fact]
    public void Close_RiseAfterwards_SaysWhatWasExpectedOnce()
    {
        Run(90, Usual).ShouldBe(0);
        RateAlarm? alarm = null;
        for (var minute = 0; minute < RateBaseline.WindowMinutes && alarm is null; minute++)
            alarm = _baseline.Close(High);

        alarm.ShouldNotBeNull();
        alarm.Past.Share.ShouldBe(0.01);
        alarm.Expected.ShouldBe(50, 2);
        alarm.Window.Of.ShouldBe(5_000);
        alarm.Window.Observed.ShouldBeGreaterThan(100);
        Run(50, High).ShouldBe(0, "one notice for one rise");
    }

    [Fact]
    public void Close_MoreTraffic_IsNoRise()
    {
        Run(120, Usual).ShouldBe(0);
        Run(30, new RateCount(500, 50_000)).ShouldBe(0);
        Run(30, new RateCount(0, 3)).ShouldBe(0);
        Run(30, Usual).ShouldBe(0);
    }

    [Fact]
    public void Close_QuietAndHighAgain_SaysSoAgain()
    {
        Run(120, Usual);
        Run(10, High).ShouldBe(1);
        Run(RateBaseline.QuietMinutes - 2, Usual).ShouldBe(0);
        Run(10, High).ShouldBe(0, "it was not quiet for long enough");
        Run(RateBaseline.QuietMinutes + RateBaseline.WindowMinutes, Usual).ShouldBe(0);
        _baseline.IsAlarmed.ShouldBeFalse();
        Run(10, High).ShouldBe(1, "what was high before is no past");
    }

    [Fact]
    public void Close_StaysHigh_IsLearnedAnew()
    {
        Run(120, Usual);
        Run(12 * 60, High).ShouldBe(1);
        _baseline.IsAlarmed.ShouldBeFalse();
        Run(10, new RateCount(1_000, 1_000)).ShouldBe(1);
    }

    [Fact]
    public void Close_NeverAnyAndThenSome_SaysSoPastTheLeastCount()
    {
        Run(120, new RateCount(0, 1_000)).ShouldBe(0);
        Run(RateBaseline.WindowMinutes, new RateCount(5, 1_000)).ShouldBe(0, "25 are below the least count");
        Run(RateBaseline.WindowMinutes, new RateCount(50, 1_000)).ShouldBe(1);
    }

    [Fact]
    public void Close_RestlessPast_AllowsForMore()
    {
        // As high as above every half hour, so that it is usual here.
        for (var i = 0; i < 48; i++)
            Run(5, i % 6 == 5 ? High : Usual).ShouldBe(0);
        Run(5, High).ShouldBe(0);
    }

    private int Run(int minutes, RateCount count)
    {
        var alarms = 0;
        for (var minute = 0; minute < minutes; minute++)
            alarms += _baseline.Close(count) is null ? 0 : 1;
        return alarms;
    }
}
