namespace Cloakroom.Probe.Runs;

/// <summary>What so many pairs say about the rate of leaks (Clopper and Pearson 1934).</summary>
internal static class LeakRate
{
    private const double Doubt = 0.05;

    /// <summary>Above the true rate with 95 % confidence: about 3/n when none of n leaked.</summary>
    /// <param name="leaks">Pairs in which the second got what was the first's.</param>
    /// <param name="pairs">Pairs tried.</param>
    public static double UpperBound(long leaks, long pairs)
    {
        if (pairs <= 0 || leaks >= pairs)
            return 1;
        if (leaks == 0)
            return 1 - Math.Exp(Math.Log(Doubt) / pairs);

        // The rate at which so few would be seen in one of twenty runs only.
        var (low, high) = ((double)leaks / pairs, 1.0);
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (ChanceOfAtMost(leaks, pairs, middle) > Doubt)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    /// <summary>How many pairs without a leak give a bound.</summary>
    public static long PairsFor(double bound) => (long)Math.Ceiling(Math.Log(Doubt) / Math.Log(1 - bound));

    private static double ChanceOfAtMost(long leaks, long pairs, double rate)
    {
        // In logarithms: the first terms alone are smaller than what a double can hold.
        var term = pairs * Math.Log(1 - rate);
        var odds = Math.Log(rate) - Math.Log(1 - rate);
        var sum = Math.Exp(term);
        for (long k = 1; k <= leaks; k++)
        {
            term += Math.Log(pairs - k + 1) - Math.Log(k) + odds;
            sum += Math.Exp(term);
        }

        return sum;
    }
}
