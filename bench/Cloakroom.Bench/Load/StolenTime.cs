using System.Globalization;

namespace Cloakroom.Bench.Load;

/// <summary>Time that a virtual machine's processors wanted to run and its host ran somebody else.</summary>
/// <remarks>
/// Nothing inside the machine can make up for it, so the report tells apart the spells in which it was negligible. Linux only
/// (<c>steal</c> in <c>/proc/stat</c>, in hundredths of a second over all processors); elsewhere nothing counts as stolen.
/// </remarks>
internal static class StolenTime
{
    /// <summary>What a calm spell may lose of the machine's processor time.</summary>
    public const double CalmShare = 0.05;

    private const string Source = "/proc/stat";
    private const int StealColumn = 8;

    /// <summary>Seconds since the machine started, over all processors.</summary>
    public static double Seconds()
    {
        if (!File.Exists(Source))
            return 0;
        var columns = File.ReadLines(Source).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(columns[StealColumn], CultureInfo.InvariantCulture) / 100;
    }
}
