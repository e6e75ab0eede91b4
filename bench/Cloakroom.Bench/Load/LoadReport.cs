using System.Globalization;
using System.Text;
using Cloakroom.Bench.Servers;

namespace Cloakroom.Bench.Load;

/// <summary>Medians over the rounds. What is set against the plain endpoint is so within each round first.</summary>
internal sealed record LoadReport(string Generator, int Rounds, double Seconds, int Connections, int Sessions, int Processors, IReadOnlyList<VariantReport> Variants)
{
    public static LoadReport Of(string generator, LoadPlan plan, IReadOnlyList<Contestant> contestants)
    {
        var cookie = contestants.Single(contestant => contestant.Server.Variant == StockVariants.CookieAuthentication);
        double[] toPlain(Contestant contestant) => contestant.Before.Count == 0
            ? [1]
            : [.. contestant.Spells.Zip(contestant.Before, static (own, plain) => own.Load.PerSecond / plain.Load.PerSecond)];
        double[] calmToPlain(Contestant contestant) => contestant.Before.Count == 0
            ? [1]
            : [.. contestant.Spells.Zip(contestant.Before)
                .Where(static pair => pair.First.IsCalm && pair.Second.IsCalm)
                .Select(static pair => pair.First.Load.PerSecond / pair.Second.Load.PerSecond)];
        double[] overPlain(Contestant contestant) => contestant.Before.Count == 0
            ? [0]
            : [.. contestant.Spells.Zip(contestant.Before, static (own, plain) => own.BytesPerRequest - plain.BytesPerRequest)];
        return new LoadReport(
            generator,
            plan.Rounds,
            plan.Duration.TotalSeconds,
            plan.Connections,
            plan.Sessions,
            Environment.ProcessorCount,
            [.. contestants.Select(contestant => new VariantReport(
                contestant.Server.Variant.Name,
                Median(contestant.Spells.Select(spell => spell.Load.PerSecond)),
                Median(toPlain(contestant)),
                MedianOrNull(calmToPlain(contestant)),
                contestant.Before.Count == 0 ? plan.Rounds : calmToPlain(contestant).Length,
                Median(toPlain(contestant)) / Median(toPlain(cookie)),
                Median(contestant.Spells.Select(spell => spell.CpuMicrosecondsPerRequest)),
                Median(overPlain(contestant)),
                Median(contestant.Spells.Select(spell => spell.StoreCallsPerRequest)),
                Median(contestant.Spells.Select(spell => spell.Load.P50Milliseconds)),
                Median(contestant.Spells.Select(spell => spell.Load.P99Milliseconds)),
                contestant.Spells.Sum(spell => spell.Load.Errors)))]);
    }

    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine("| variant | requests/s | × plain | × plain in calm rounds | × cookie-auth | server CPU µs/request | bytes/request over plain | store calls/request | p50 ms | p99 ms |");
        table.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var v in Variants)
        {
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {v.Name} | {v.PerSecond:0} | {v.ToPlain:0.00} | {Calm(v)} | {v.ToCookieAuth:0.00} | {v.CpuMicroseconds:0.0} | {v.BytesOverPlain:0} | {v.StoreCalls:0.00} | {v.P50Milliseconds:0.00} | {v.P99Milliseconds:0.00} |");
        }

        table.AppendLine();
        table.Append(CultureInfo.InvariantCulture,
            $"{Rounds} rounds of {Seconds:0} s, {Connections} connections, {Sessions} sessions, {Processors} processors, driven by {Generator}; calm: the host took at most {StolenTime.CalmShare:P0} of the processors from both spells of a pair; errors: {Variants.Sum(v => v.Errors)}");
        return table.ToString();
    }

    private static string Calm(VariantReport v) =>
        v.CalmToPlain is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} ({v.CalmRounds})") : "none";

    private static double? MedianOrNull(double[] values) => values.Length == 0 ? null : Median(values);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>One row.</summary>
internal sealed record VariantReport(
    string Name,
    double PerSecond,
    double ToPlain,
    double? CalmToPlain,
    int CalmRounds,
    double ToCookieAuth,
    double CpuMicroseconds,
    double BytesOverPlain,
    double StoreCalls,
    double P50Milliseconds,
    double P99Milliseconds,
    long Errors);
