using Cloakroom.Edge.Forwarding;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class UpstreamPoolTests
{
    private static readonly string[] Three = ["http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"];

    [Fact]
    public void Choose_AllIdle_TakesTurns()
    {
        using var pool = Pool(out _);

        Enumerable.Range(0, 6).Select(_ => pool.Choose()).GroupBy(index => index).ShouldAllBe(group => group.Count() == 2);
    }

    [Fact]
    public void Choose_OneBusy_TakesTheOthers()
    {
        using var pool = Pool(out _);
        pool.Upstreams[1].Begin();

        Enumerable.Range(0, 6).Select(_ => pool.Choose()).ShouldNotContain(1);
    }

    [Fact]
    public void Choose_OneRefuses_IsLeftOutUntilItHasRested()
    {
        using var pool = Pool(out var clock);
        pool.Upstreams[1].Failed(refused: true).ShouldBeTrue();

        Enumerable.Range(0, 6).Select(_ => pool.Choose()).ShouldNotContain(1);
        clock.Advance(TimeSpan.FromSeconds(1));
        Enumerable.Range(0, 6).Select(_ => pool.Choose()).ShouldContain(1);
    }

    [Fact]
    public void Failed_AgainAfterResting_RestsLonger()
    {
        using var pool = Pool(out var clock);
        var upstream = pool.Upstreams[0];
        foreach (var rest in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            upstream.Failed(refused: true).ShouldBeTrue();
            clock.Advance(TimeSpan.FromSeconds(rest) - TimeSpan.FromTicks(1));
            upstream.IsAvailable.ShouldBeFalse();
            clock.Advance(TimeSpan.FromTicks(1));
            upstream.IsAvailable.ShouldBeTrue();
        }

        upstream.Succeeded();
        upstream.Failed(refused: true);
        clock.Advance(TimeSpan.FromSeconds(1));
        upstream.IsAvailable.ShouldBeTrue();
    }

    [Fact]
    public void Failed_BrokenAnswers_RestsAtTheThirdInARow()
    {
        using var pool = Pool(out _);
        var upstream = pool.Upstreams[0];

        upstream.Failed(refused: false).ShouldBeFalse();
        upstream.Failed(refused: false).ShouldBeFalse();
        upstream.Succeeded();
        upstream.Failed(refused: false).ShouldBeFalse();
        upstream.Failed(refused: false).ShouldBeFalse();
        upstream.IsAvailable.ShouldBeTrue();
        upstream.Failed(refused: false).ShouldBeTrue();
        upstream.IsAvailable.ShouldBeFalse();
    }

    [Fact]
    public void Choose_NoneAvailable_TriesOneAllTheSame()
    {
        using var pool = Pool(out _);
        foreach (var upstream in pool.Upstreams)
            upstream.Failed(refused: true);

        pool.Choose().ShouldBeInRange(0, 2);
    }

    [Fact]
    public void Choose_AllTried_IsNone()
    {
        using var pool = Pool(out _);

        pool.Choose(0b111).ShouldBe(-1);
        pool.Choose(0b101).ShouldBe(1);
    }

    [Fact]
    public void Probed_Down_IsLeftOutUntilItAnswers()
    {
        using var pool = Pool(out _);

        pool.Upstreams[0].Probed(false).ShouldBeTrue();
        pool.Upstreams[0].Probed(false).ShouldBeFalse();
        Enumerable.Range(0, 6).Select(_ => pool.Choose()).ShouldNotContain(0);
        pool.Upstreams[0].Probed(true).ShouldBeTrue();
        Enumerable.Range(0, 6).Select(_ => pool.Choose()).ShouldContain(0);
    }

    private static UpstreamPool Pool(out ManualClock clock)
    {
        clock = new ManualClock();
        return new UpstreamPool(TestEdge.OptionsFor(Three), clock);
    }
}
