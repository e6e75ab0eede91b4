namespace Cloakroom.Rates;

/// <summary>A count that all cores add to without waiting for each other's cache lines.</summary>
internal sealed class StripedCounter
{
    // Two lines of 64 bytes, since processors fetch them in pairs.
    private const int LongsPerStripe = 16;
    private const int MaxStripes = 64;

    private static readonly int Stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MaxStripes));

    private readonly long[] _counts = new long[Stripes * LongsPerStripe];

    public void Increment() => Interlocked.Increment(ref _counts[(Thread.GetCurrentProcessorId() & (Stripes - 1)) * LongsPerStripe]);

    /// <summary>What was counted since the last time.</summary>
    public long Take()
    {
        var sum = 0L;
        for (var i = 0; i < _counts.Length; i += LongsPerStripe)
            sum += Interlocked.Exchange(ref _counts[i], 0);
        return sum;
    }
}
