using System.Globalization;
using System.Text;

namespace Cloakroom.Bench.Million;

/// <summary>What a run came to, or what there is of it.</summary>
/// <param name="Wanted">Sessions asked for.</param>
/// <param name="Created">Sessions made before time was up.</param>
/// <param name="Fill">Making them.</param>
/// <param name="FileBytes">Of the SQLite file with its log.</param>
/// <param name="MissWorkers">Who read at once.</param>
/// <param name="MissTime">All of the misses.</param>
/// <param name="Misses">One for each session that was opened.</param>
/// <param name="CacheBytes">Managed memory of the opened sessions.</param>
/// <param name="Hits">Of single hits.</param>
internal sealed record MillionReport(
    int Wanted, int Created, TimeSpan Fill, long FileBytes, int MissWorkers, TimeSpan MissTime, Latencies Misses, long CacheBytes, Latencies Hits)
{
    public string ToTable()
    {
        var table = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        table.AppendLine("| what | figure |");
        table.AppendLine("|---|---|");
        table.AppendLine(culture, $"| live sessions | {Created:N0}{(Created < Wanted ? string.Create(culture, $" of {Wanted:N0}: time was up") : "")} |");
        table.AppendLine(culture, $"| SQLite: time to create them, sealed and durable | {Fill.TotalSeconds:0} s, {Created / Fill.TotalSeconds:N0}/s |");
        table.AppendLine(culture, $"| SQLite: file with its log | {FileBytes / 1e6:N0} MB, {FileBytes / (double)Created:0} bytes a session |");
        if (Misses.Count > 0)
        {
            table.AppendLine(culture, $"| SQLite miss, {MissWorkers} at once: read, unseal, cache | {Misses}; {Misses.Count / MissTime.TotalSeconds:N0}/s |");
            table.AppendLine(culture, $"| near cache: managed memory | {CacheBytes / 1e6:N0} MB, {CacheBytes / (double)Misses.Count:0} bytes a session |");
        }

        table.Append(culture, $"| near-cache hit, at random over all | {Hits} |");
        return table.ToString();
    }
}
