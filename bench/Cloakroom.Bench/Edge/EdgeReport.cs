using System.Globalization;
using System.Text;
using Cloakroom.Bench.Load;

namespace Cloakroom.Bench.Edge;

/// <summary>Medians over the rounds; what is set against bare YARP is so within each pair of spells first.</summary>
internal sealed record EdgeReport(string Generator, EdgePlan Plan, IReadOnlyList<ProxyResult> Proxies)
{
    public long Errors => Proxies.Sum(proxy => proxy.Pairs.Sum(pair => pair.Yarp.Load.Errors + pair.Own.Load.Errors));

    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine("| page, connections | proxy | requests/s | × YARP | × YARP, calm | p99 ms | p99 × YARP | p99 × YARP, calm | CPU µs/request | CPU × YARP |");
        table.AppendLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var setting in Plan.Settings)
        {
            var name = $"{setting.Body}, {setting.Connections}";
            var yarp = Proxies.SelectMany(proxy => proxy.Of(setting)).Select(pair => pair.Yarp).ToArray();
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | yarp | {Median(yarp, spell => spell.Load.PerSecond):0} | 1 | 1 | {Median(yarp, spell => spell.Load.P99Milliseconds):0.00} | 1 | 1 | {Median(yarp, spell => spell.CpuMicroseconds):0.0} | 1 |");
            foreach (var proxy in Proxies)
                table.AppendLine(Row(name, proxy.Name, [.. proxy.Of(setting)]));
        }

        table.AppendLine();
        table.Append(CultureInfo.InvariantCulture,
            $"{Plan.Rounds} rounds of {Plan.Duration.TotalSeconds:0} s, {Plan.Users} users, {Environment.ProcessorCount} processors, driven by {Generator}; calm: neither the host nor other processes took more than {StolenTime.CalmShare:P0} of the processors from either spell of a pair; errors: {Errors}");
        return table.ToString();
    }

    private static string Row(string setting, string name, ProxyPair[] pairs)
    {
        var calm = pairs.Where(pair => pair.IsCalm).ToArray();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {setting} | {name} | {Median(pairs, pair => pair.Own.Load.PerSecond):0} | {Median(pairs, Rate):0.00} | {Calm(calm, Rate)} | {Median(pairs, pair => pair.Own.Load.P99Milliseconds):0.00} | {Median(pairs, P99):0.00} | {Calm(calm, P99)} | {Median(pairs, pair => pair.Own.CpuMicroseconds):0.0} | {Median(pairs, Cpu):0.00} |");
    }

    private static double Rate(ProxyPair pair) => pair.Own.Load.PerSecond / pair.Yarp.Load.PerSecond;

    private static double P99(ProxyPair pair) => pair.Own.Load.P99Milliseconds / pair.Yarp.Load.P99Milliseconds;

    private static double Cpu(ProxyPair pair) => pair.Own.CpuMicroseconds / pair.Yarp.CpuMicroseconds;

    private static string Calm(ProxyPair[] calm, Func<ProxyPair, double> ratio) =>
        calm.Length == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Median(calm, ratio):0.00} ({calm.Length})");

    private static double Median<T>(IReadOnlyCollection<T> from, Func<T, double> value)
    {
        if (from.Count == 0)
            return double.NaN;
        var sorted = from.Select(value).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>A proxy over all rounds.</summary>
internal sealed record ProxyResult(string Name, IReadOnlyList<ProxyPair> Pairs)
{
    public IEnumerable<ProxyPair> Of(Setting setting) => Pairs.Where(pair => pair.Setting == setting);
}
