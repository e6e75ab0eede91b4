using System.Globalization;
using System.Text;

namespace Cloakroom.Bench.Million;

/// <summary>What a run came to.</summary>
internal sealed record MillionReport(
    int Sessions, TimeSpan Fill, long FileBytes, Latencies Misses, TimeSpan MissTime, int MissWorkers, long CacheBytes, Latencies Hits)
{
    public string ToTable()
    {
        var table = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        table.AppendLine("| what | figure |");
        table.AppendLine("|---|---|");
        table.AppendLine(culture, $"| live sessions | {Sessions:N0} |");
        table.AppendLine(culture, $"| SQLite: time to create them, sealed and durable | {Fill.TotalSeconds:0} s, {Sessions / Fill.TotalSeconds:N0}/s |");
        table.AppendLine(culture, $"| SQLite: file with its log | {FileBytes / 1e6:N0} MB, {FileBytes / (double)Sessions:0} bytes a session |");
        table.AppendLine(culture, $"| SQLite miss, {MissWorkers} at once: read, unseal, cache | {Misses}; {Sessions / MissTime.TotalSeconds:N0}/s |");
        table.AppendLine(culture, $"| near cache: managed memory | {CacheBytes / 1e6:N0} MB, {CacheBytes / (double)Sessions:0} bytes a session |");
        table.Append(culture, $"| near-cache hit, at random over all | {Hits} |");
        return table.ToString();
    }
}
