namespace Cloakroom.Bench.Rates;

/// <summary>Numbers for synthetic days (splitmix64): the same seed gives the same days. Nothing secret comes from it.</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From 0 to below 1, evenly.</summary>
    public double Even()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public double Between(double least, double most) => least + ((most - least) * Even());

    /// <summary>Mean 0, variance 1 (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Even())) * Math.Cos(2 * Math.PI * Even());

    /// <summary>A Poisson number; of a large mean a rounded normal one, which differs by less than matters here.</summary>
    public long Poisson(double mean)
    {
        if (mean <= 0)
            return 0;
        if (mean > 50)
            return Math.Max(0, (long)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        var (limit, product, count) = (Math.Exp(-mean), Even(), 0L);
        for (; product > limit; count++)
            product *= Even();
        return count;
    }

    /// <summary>How many of so many, each with the same chance.</summary>
    public long Of(long total, double chance)
    {
        var mean = total * Math.Clamp(chance, 0, 1);
        return mean < 0.1 * total ? Math.Min(total, Poisson(mean))
            : total > 200 ? Math.Clamp((long)Math.Round(mean + (Math.Sqrt(mean * (1 - (mean / total))) * Normal())), 0, total)
            : Enumerable.Range(0, (int)total).Count(_ => Even() < chance);
    }
}
