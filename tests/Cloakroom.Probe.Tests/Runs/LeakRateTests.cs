using Cloakroom.Probe.Runs;

namespace Cloakroom.Probe.Tests.Runs;

public sealed class LeakRateTests
{
    // The exact values are those of 1 − 0.05^(1/n), and of the tables of Clopper and Pearson (one-sided, 95 %).
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 0.95)]
    [InlineData(0, 10, 0.2589)]
    [InlineData(0, 100, 0.02951)]
    [InlineData(0, 3_000_000, 9.986e-7)]
    [InlineData(1, 10, 0.3942)]
    [InlineData(5, 100, 0.1023)]
    [InlineData(10, 10, 1)]
    public void UpperBound_OfPairsTried_IsExact(long leaks, long pairs, double bound) => LeakRate.UpperBound(leaks, pairs).ShouldBe(bound, bound / 1_000);

    [Fact]
    public void UpperBound_OfManyPairsWithManyLeaks_IsNearTheShare() => LeakRate.UpperBound(20_000, 1_000_000).ShouldBeInRange(0.02, 0.0204);

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    public void PairsFor_ABound_GiveItAndNoneFewerDo(double bound)
    {
        var pairs = LeakRate.PairsFor(bound);

        LeakRate.UpperBound(0, pairs).ShouldBeLessThanOrEqualTo(bound);
        LeakRate.UpperBound(0, pairs - 1).ShouldBeGreaterThan(bound);
    }
}
