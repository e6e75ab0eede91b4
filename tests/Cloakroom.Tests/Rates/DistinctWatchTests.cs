using Cloakroom.Rates;

namespace Cloakroom.Tests.Rates;

public sealed class DistinctWatchTests
{
    [Fact]
    public void Note_ThresholdOfDifferentValues_CountsOnce()
    {
        var watch = new DistinctWatch(3);
        foreach (var value in new ulong[] { 1, 1, 2, 2, 1 })
            watch.Note(7, value);
        watch.TakeMinute().ShouldBe(new RateCount(0, 1));

        foreach (var value in new ulong[] { 3, 4, 5, 6 })
            watch.Note(7, value);

        watch.TakeMinute().ShouldBe(new RateCount(1, 0));
    }

    [Fact]
    public void Note_SpreadOverMoreThanTenMinutes_DoesNotCount()
    {
        var watch = new DistinctWatch(4);
        var (crossed, windows) = (0L, 0L);
        for (ulong minute = 0; minute < 200; minute++)
        {
            watch.Note(7, minute / 5);
            var count = watch.TakeMinute();
            (crossed, windows) = (crossed + count.Observed, windows + count.Of);
        }

        crossed.ShouldBe(0, "three networks in ten minutes at most");
        windows.ShouldBeInRange(20, 21);
    }

    [Fact]
    public void Note_ManyIds_StaysWithinItsCapacityAndKeepsTheShare()
    {
        const int Ids = 200_000;
        var watch = new DistinctWatch(3);
        var most = 0;
        var total = default(RateCount);
        for (var minute = 0; minute < 30; minute++)
        {
            for (var id = 0; id < Ids; id++)
            {
                // One in ten has three.
                for (var value = 0; value < (id % 10 == 0 ? 3 : 1); value++)
                    watch.Note(Spread((ulong)id), (ulong)value);
                if (id % 1_000 == 0)
                    most = Math.Max(most, watch.Count);
            }

            var count = watch.TakeMinute();
            // Until the sample fits, ids are let go before they have had the time to count.
            if (minute > 0)
                total += count;
        }

        most.ShouldBeLessThanOrEqualTo(DistinctWatch.DefaultCapacity);
        watch.SampledOneOf.ShouldBeGreaterThanOrEqualTo(128);
        total.Share.ShouldBe(0.1, 0.03);
    }

    [Fact]
    public void TakeMinute_TrafficGone_LooksCloserAgainAndForgets()
    {
        var watch = new DistinctWatch(3, capacity: 64);
        for (ulong id = 0; id < 10_000; id++)
            watch.Note(Spread(id), 1);
        watch.SampledOneOf.ShouldBeGreaterThan(64);

        for (var minute = 0; minute < 30; minute++)
            watch.TakeMinute();

        watch.Count.ShouldBe(0);
        watch.SampledOneOf.ShouldBe(1);
    }

    private static ulong Spread(ulong number)
    {
        var mixed = (number + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        return mixed ^ (mixed >> 31);
    }
}
