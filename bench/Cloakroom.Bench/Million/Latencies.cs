using System.Globalization;

namespace Cloakroom.Bench.Million;

/// <summary>How long single operations took.</summary>
internal sealed record Latencies(int Count, double P50, double P99, double P999)
{
    /// <param name="microseconds">One entry for each operation; sorted in place.</param>
    public static Latencies Of(double[] microseconds)
    {
        if (microseconds.Length == 0)
            return new Latencies(0, 0, 0, 0);
        Array.Sort(microseconds);
        return new Latencies(microseconds.Length, At(microseconds, 0.5), At(microseconds, 0.99), At(microseconds, 0.999));
    }

    public override string ToString() => Count == 0 ? "not reached" : string.Create(CultureInfo.InvariantCulture, $"p50 {P50:0.0} µs, p99 {P99:0.0} µs, p99.9 {P999:0.0} µs");

    private static double At(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];
}
