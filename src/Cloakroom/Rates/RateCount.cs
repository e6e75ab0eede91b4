namespace Cloakroom.Rates;

/// <summary>How often something happened, of how many times it could have.</summary>
internal readonly record struct RateCount(long Observed, long Of)
{
    public double Share => Of == 0 ? 0 : (double)Observed / Of;

    public static RateCount operator +(RateCount left, RateCount right) => new(left.Observed + right.Observed, left.Of + right.Of);
}
