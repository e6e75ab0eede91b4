using Cloakroom.Rates;

namespace Cloakroom.Bench.Rates;

/// <summary>Has baselines watch synthetic days.</summary>
internal static class RateTrial
{
    /// <summary>How often each signal gives notice on normal days.</summary>
    /// <param name="site">Where.</param>
    /// <param name="days">How many, one after the other, watched by one process.</param>
    /// <param name="seed">Which.</param>
    /// <param name="models">Null for those in use.</param>
    public static IReadOnlyDictionary<RateSignal, int> CountNotices(SyntheticSite site, int days, ulong seed, Func<RateSignal, RateModel>? models = null)
    {
        var day = new SyntheticDay(site, new SeededNumbers(seed));
        var baselines = Baselines(models ?? RateModel.Of);
        var notices = RateSignals.All.ToDictionary(signal => signal, _ => 0);
        for (var minute = 0; minute < days * SyntheticDay.Minutes; minute++)
        {
            var counts = day.Next(minute % SyntheticDay.Minutes);
            foreach (var (signal, baseline) in baselines)
            {
                if (baseline.Close(counts[signal]) is not null)
                    notices[signal]++;
            }
        }

        return notices;
    }

    /// <summary>How long it takes until a rise is noticed.</summary>
    /// <param name="site">Where.</param>
    /// <param name="signal">Which signal should.</param>
    /// <param name="rise">What begins, at a random minute between 9:00 and 21:00 of the second day, and stays.</param>
    /// <param name="seed">Which days.</param>
    /// <returns>Minutes; null when there was no notice within an hour.</returns>
    public static int? MinutesToNotice(SyntheticSite site, RateSignal signal, Rise rise, ulong seed)
    {
        var numbers = new SeededNumbers(seed);
        var begins = SyntheticDay.Minutes + (int)numbers.Between(9 * 60, 21 * 60);
        var now = 0;
        var day = new SyntheticDay(site, numbers) { RiseAt = _ => now >= begins ? rise : null };
        var baseline = Baselines(RateModel.Of)[signal];
        for (; now < begins + 60; now++)
        {
            if (baseline.Close(day.Next(now % SyntheticDay.Minutes)[signal]) is not null && now >= begins)
                return now - begins + 1;
        }

        return null;
    }

    private static Dictionary<RateSignal, RateBaseline> Baselines(Func<RateSignal, RateModel> models) =>
        RateSignals.All.ToDictionary(signal => signal, signal => new RateBaseline(models(signal)));
}
