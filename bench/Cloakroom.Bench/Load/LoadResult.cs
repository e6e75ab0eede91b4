namespace Cloakroom.Bench.Load;

/// <summary>What one spell of load came to.</summary>
internal sealed record LoadResult(long Requests, double Seconds, long Errors, double P50Milliseconds, double P99Milliseconds)
{
    public double PerSecond => Requests / Seconds;
}
