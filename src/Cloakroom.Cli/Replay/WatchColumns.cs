using System.Globalization;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;
using Spectre.Console;

namespace Cloakroom.Cli.Replay;

/// <summary>Where Cloakroom only watches: what really leaked, and whether it knows exactly who saw whom.</summary>
internal sealed class WatchColumns : ReplayColumns
{
    public override string Title => ", nothing is guarded, library and edge only watch";

    public override IReadOnlyList<TableColumn> All { get; } =
    [
        Number("Stock\npairs"), Number("Watched\npairs"), Number("\nnamed"), Number("Precision\nrecall"), Number("\ndetected"), Number("\ncontained"), new TableColumn("\nvisible"),
    ];

    public override string[] Cells(ScenarioResult result) =>
    [
        Count(result.Stock.Pairs, good: result.Stock.Pairs > 0, "red", "yellow"),
        Text(result.Cloakroom.Pairs),
        Text(result.Watched!.NamedPairs),
        result.Cloakroom.Impact is { } impact ? $"[{(impact.IsExact() ? "green" : "red")}]{Share(impact.Precision)} {Share(impact.Recall)}[/]" : "[grey]-[/]",
        Time(result.Cloakroom.DetectionMs, "-"),
        result.Cloakroom.ContainmentMs is 0 ? "[grey]-[/]" : Time(result.Cloakroom.ContainmentMs, "-"),
        $"[{(result.Watched.Holds(result.Cloakroom) ? "green" : "red")}]{result.Watched.Visible}[/]",
    ];

    public override string Verdict(IReadOnlyDictionary<Scenario, ScenarioResult> results)
    {
        var wrong = results.Where(entry => !entry.Value.Watched!.Holds(entry.Value.Cloakroom)).Select(entry => entry.Key).ToArray();
        if (wrong.Length > 0) return $"[red]In {Names(wrong)} the watcher did not see what it should have.[/]";
        var seen = results.Values.Where(result => result.Watched!.Sight == Sight.Exposed).ToArray();
        var unseen = results.Values.Count(result => result.Watched!.Sight == Sight.NotVisible);
        return $"[green]People were exposed in {Text(seen.Length + unseen)} of {Text(results.Count)} runs. In {Text(seen.Length)} every pair was named and nobody else, {Text(seen.Sum(result => result.Cloakroom.Pairs))} in all"
            + (unseen == 0 ? ".[/]" : $"; {Text(unseen)} {(unseen == 1 ? "is" : "are")} not visible from where the watcher stands (docs/replays.md).[/]");
    }

    private static string Share(double share) => share.ToString("0.##", CultureInfo.InvariantCulture);
}
