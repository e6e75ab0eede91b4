using Cloakroom.Probe.Transport;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Probe.Tests.Transport;

public sealed class RateLimitTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void Wait_ManyAtOnce_LeaveSpacedByTheRate()
    {
        var limit = new RateLimit(10, _time);
        var waits = Enumerable.Range(0, 21).Select(_ => limit.WaitAsync(1, TestContext.Current.CancellationToken).AsTask()).ToArray();

        for (var tenth = 0; tenth <= 20; tenth++)
        {
            // The slack of 50 ms lets none but the first go earlier.
            waits.Count(wait => wait.IsCompleted).ShouldBeInRange(tenth, tenth + 1);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        waits.ShouldAllBe(wait => wait.IsCompleted);
    }

    [Fact]
    public void Wait_AfterALongRest_HasNotSavedUp()
    {
        var limit = new RateLimit(10, _time);
        _time.Advance(TimeSpan.FromMinutes(1));

        var waits = Enumerable.Range(0, 10).Select(_ => limit.WaitAsync(1, TestContext.Current.CancellationToken).AsTask()).ToArray();

        waits.Count(wait => wait.IsCompleted).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Wait_ForABurst_LeavesAtOnceAndTheNextWaitsForAll()
    {
        var limit = new RateLimit(10, _time);
        limit.WaitAsync(20, TestContext.Current.CancellationToken).AsTask().IsCompleted.ShouldBeTrue();
        var next = limit.WaitAsync(1, TestContext.Current.CancellationToken).AsTask();

        _time.Advance(TimeSpan.FromMilliseconds(1900));
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        next.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Wait_TimersAreLate_RateIsKept()
    {
        var limit = new RateLimit(1000, _time);
        var sent = 0;
        // Ten seconds, looked at every 20 ms as a slow timer would.
        for (var i = 0; i < 500; i++)
        {
            while (limit.WaitAsync(1, TestContext.Current.CancellationToken).AsTask().IsCompleted)
                sent++;
            sent++;
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        sent.ShouldBeInRange(9_900, 10_100);
    }

    [Fact]
    public void SlowDown_AnswersToOneBurst_HalvesOnce()
    {
        var limit = new RateLimit(40, _time);
        var sent = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < 10; i++)
            limit.SlowDown(sent, TimeSpan.FromSeconds(3));

        limit.PerSecond.ShouldBe(20);
        var next = limit.WaitAsync(1, TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.9));
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        next.IsCompleted.ShouldBeTrue();

        _time.Advance(TimeSpan.FromSeconds(1));
        limit.SlowDown(_time.GetTimestamp(), TimeSpan.Zero);
        limit.PerSecond.ShouldBe(10);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 100)]
    [InlineData(0.5, 0.5)]
    [InlineData(1.5, 1)]
    public void SlowDown_AtTheEdges_StaysSensible(double rate, double expected)
    {
        var limit = new RateLimit(rate, _time);
        limit.SlowDown(_time.GetTimestamp(), TimeSpan.Zero);

        limit.PerSecond.ShouldBe(expected);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(double.PositiveInfinity)]
    public void Calm_LongEnough_IsTheWholeRateAgain(double rate)
    {
        var limit = new RateLimit(rate, _time);
        limit.SlowDown(_time.GetTimestamp(), TimeSpan.Zero);
        for (var i = 0; i < 99; i++)
            limit.Calm();
        limit.PerSecond.ShouldBeLessThanOrEqualTo(100);
        var slow = limit.PerSecond;

        limit.Calm();
        limit.PerSecond.ShouldBe(slow * 1.5);
        for (var i = 0; i < 10_000; i++)
            limit.Calm();
        limit.PerSecond.ShouldBe(rate);
    }
}
