using Cloakroom.Rates;

namespace Cloakroom.Tests.Rates;

public sealed class GammaPoissonTests
{
    [Theory]
    [InlineData(3, 10, 0.02)]
    [InlineData(0.05, 5, 2)]
    [InlineData(40, 90, 0.05)]
    [InlineData(40, 90, 1e-9)]
    [InlineData(500, 900, 0.03)]
    public void LogTailBound_BesideTheTail_IsAboveItAndNotFarAway(double mean, int count, double variation)
    {
        var tail = Tail(mean, count, variation);

        var bound = Math.Exp(GammaPoisson.LogTailBound(count, mean, variation));

        bound.ShouldBeGreaterThanOrEqualTo(tail);
        bound.ShouldBeLessThan(tail * 60, "a bound that is far off would be silent for nothing");
    }

    [Fact]
    public void LogTailBound_NoMoreThanExpected_IsNoEvidence() => GammaPoisson.LogTailBound(5, 5, 0.1).ShouldBe(0);

    /// <summary>The negative binomial tail, term by term.</summary>
    private static double Tail(double mean, int count, double variation)
    {
        var shape = 1 / variation;
        var below = 0.0;
        // Poisson where the gamma function of the shape would need more digits than there are.
        var term = shape > 1e6 ? Math.Exp(-mean) : Math.Pow(shape / (shape + mean), shape);
        for (var i = 0; i < count; i++)
        {
            below += term;
            term *= shape > 1e6 ? mean / (i + 1) : (shape + i) / (i + 1) * (mean / (shape + mean));
        }

        var (tail, k) = (0.0, count);
        for (; term > 1e-300 && k < count + 100_000; k++)
        {
            tail += term;
            term *= shape > 1e6 ? mean / (k + 1) : (shape + k) / (k + 1) * (mean / (shape + mean));
        }

        (below + tail).ShouldBe(1, 1e-6);
        return tail;
    }
}
