namespace Cloakroom.Rates;

/// <summary>Counts whose rate is itself uncertain: a Poisson number whose mean is gamma distributed, which makes it negative binomial.</summary>
internal static class GammaPoisson
{
    /// <summary>A bound from above for the probability of at least so many (Chernoff), in one expression. It errs on the side of silence.</summary>
    /// <param name="count">At least so many; need not be whole.</param>
    /// <param name="mean">How many are expected, more than 0.</param>
    /// <param name="variation">The variance of the rate, relative to its square, more than 0. The smaller, the closer to a Poisson number.</param>
    /// <returns>The natural logarithm of the bound: 0 when there are no more than expected.</returns>
    public static double LogTailBound(double count, double mean, double variation)
    {
        if (count <= mean)
            return 0;
        var shape = 1 / variation;
        return (count * Math.Log(mean / count)) + ((shape + count) * Math.Log((shape + count) / (shape + mean)));
    }
}
