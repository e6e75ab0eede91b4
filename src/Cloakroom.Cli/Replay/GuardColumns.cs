using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;
using Spectre.Console;

namespace Cloakroom.Cli.Replay;

/// <summary>Where Cloakroom guards: nothing may get through.</summary>
internal sealed class GuardColumns(Guard guard) : ReplayColumns
{
    public override string Title => guard == Guard.Edge ? ", the edge in front of Express and PHP" : "";

    public override IReadOnlyList<TableColumn> All { get; } =
    [
        Number("Stock\nexposed"), Number("\npairs"), Number($"{(guard == Guard.Edge ? "Edge" : "Cloakroom")}\nexposed"), Number("\nblocked"), Number("\ndetected"), Number("Others\nfailed"),
    ];

    public override string[] Cells(ScenarioResult result) =>
    [
        Count(result.Stock.ExposedUsers, good: result.Stock.ExposedUsers > 0, "red", "yellow"),
        Count(result.Stock.Pairs, good: result.Stock.Pairs > 0, "red", "yellow"),
        Count(result.Cloakroom.ExposedUsers, good: result.Cloakroom.ExposedUsers == 0, "green", "red"),
        Text(result.Cloakroom.BlockedMixups),
        Time(result.Cloakroom.DetectionMs, "prevented"),
        Count(result.Cloakroom.UnaffectedFailures, good: result.Cloakroom.UnaffectedFailures == 0, "green", "yellow"),
    ];

    public override string Verdict(IReadOnlyDictionary<Scenario, ScenarioResult> results)
    {
        var broken = results.Where(entry => entry.Value.Cloakroom.Pairs > 0).Select(entry => entry.Key).ToArray();
        var accusing = results.Where(entry => entry.Value.Cloakroom.Impact?.IsExact() == false).Select(entry => entry.Key).ToArray();
        return broken.Length > 0 ? $"[red]{(guard == Guard.Edge ? "The edge" : "Cloakroom")} leaked in {Names(broken)}: the promise is broken.[/]"
            : accusing.Length > 0 ? $"[red]In {Names(accusing)} the list of who saw whom names people who saw nobody.[/]"
            : $"[green]Stock leaked in {results.Count} of {results.Count}, {(guard == Guard.Edge ? "the edge" : "Cloakroom")} in none: no user got another user's session.[/]";
    }
}
