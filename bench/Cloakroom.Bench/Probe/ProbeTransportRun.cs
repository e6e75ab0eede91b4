using System.Globalization;

namespace Cloakroom.Bench.Probe;

/// <summary>All spells on all pages, taking turns, so that what the machine does beside hits all alike; the median of each counts.</summary>
internal sealed class ProbeTransportRun(TimeSpan duration, int rounds, int connections, string[] pages, string[] loads)
{
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var servers = await PageServers.StartAsync(cancellationToken);
        var spells = OutsideSpells.Create().Concat(ClientSpells.Create()).Where(spell => IsWanted(spell.Name, loads)).ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Requests a second, {connections} connections, median of {rounds} spells of {duration.TotalSeconds:0.#} s; {Environment.ProcessorCount} processors for all."));
        output.WriteLine();
        output.WriteLine("| page | load | requests/s | of wrk | of hey | µs of processor/request |");
        output.WriteLine("|---|---|---:|---:|---:|---:|");
        foreach (var (page, url) in servers.Pages.Where(page => IsWanted(page.Name, pages)))
        {
            var rates = spells.ToDictionary(spell => spell.Name, _ => new List<SpellResult>());
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var spell in spells)
                {
                    var result = await spell.RunAsync(url, connections, duration, cancellationToken);
                    // The first is for code to become fast.
                    if (round > 0)
                        rates[spell.Name].Add(result);
                }
            }

            foreach (var spell in spells)
            {
                var rate = Median(rates[spell.Name]);
                var cost = rates[spell.Name].Select(result => result.Microseconds).Order().ElementAt(rounds / 2);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {page} | {spell.Name} | {rate:#,0} | {Ratio(rate, rates, "wrk")} | {Ratio(rate, rates, "hey")} | {cost:0.0} |"));
            }
        }
    }

    private static string Ratio(double rate, Dictionary<string, List<SpellResult>> rates, string other) =>
        rates.TryGetValue(other, out var others) ? (rate / Median(others)).ToString("0.00", CultureInfo.InvariantCulture) : "–";

    private static double Median(List<SpellResult> values) => values.Select(value => value.PerSecond).Order().ElementAt(values.Count / 2);

    private static bool IsWanted(string name, string[] wanted) => wanted.Length == 0 || wanted.Any(one => name.Contains(one, StringComparison.OrdinalIgnoreCase));
}
