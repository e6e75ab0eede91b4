using System.Globalization;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;
using Spectre.Console;

namespace Cloakroom.Cli.Replay;

/// <summary>The table for people: redrawn while it runs when somebody watches, written once at the end otherwise.</summary>
internal sealed class ReplayBoard(IReadOnlyList<Scenario> scenarios, ReplaySettings settings)
{
    private readonly Dictionary<string, ScenarioResult> _results = [];
    private readonly Dictionary<string, string> _invalid = [];
    private (string Scenario, Side Side)? _running;
    private Action _changed = () => { };

    public IReadOnlyList<ScenarioResult> Results => [.. scenarios.Where(s => _results.ContainsKey(s.Name)).Select(s => _results[s.Name])];

    /// <summary>Scenarios in which something other than the fault did not work, and what.</summary>
    public IReadOnlyDictionary<string, string> Invalid => _invalid;

    public void Started(Scenario scenario, Side side)
    {
        _running = (scenario.Name, side);
        _changed();
    }

    public void Ended(ScenarioResult result)
    {
        _results[result.Name] = result;
        _running = null;
        _changed();
    }

    public void Ended(Scenario scenario, string invalid)
    {
        _invalid[scenario.Name] = invalid;
        _running = null;
        _changed();
    }

    public async Task ShowWhileAsync(Terminal terminal, Func<Task> run)
    {
        if (!terminal.IsLive)
        {
            await run();
            terminal.Screen.Write(Draw(isFinal: true));
            return;
        }

        // One line each while it runs, so that it fits on a small screen; the mechanisms come with the last drawing.
        await terminal.Screen.Live(Draw(isFinal: false)).StartAsync(async live =>
        {
            _changed = () => live.UpdateTarget(Draw(isFinal: false));
            await run();
            live.UpdateTarget(Draw(isFinal: true));
        });
    }

    public void WriteVerdict(Terminal terminal)
    {
        var leaked = Results.Count(result => result.Stock.Pairs > 0);
        var broken = Results.Where(result => result.Cloakroom.Pairs > 0).Select(result => result.Name).ToArray();
        var green = Results.Where(result => result.Stock.Pairs == 0).Select(result => result.Name).ToArray();
        var verdict =
            broken.Length > 0 ? $"[red]Cloakroom leaked in {Names(broken)}: the promise is broken.[/]"
            : _invalid.Count > 0 ? $"[red]{Names(_invalid.Keys)} could not be run to the end, so this says nothing about it.[/]"
            : green.Length > 0 ? $"[yellow]Stock did not leak in {Names(green)}, so that proves nothing. More --users make it likelier.[/]"
            : $"[green]Stock leaked in {leaked} of {Results.Count}, Cloakroom in none: no user got another user's session.[/]";
        terminal.Screen.MarkupLine(verdict);
    }

    private Table Draw(bool isFinal)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"{settings.Users} users, seed {settings.Seed}") };
        table.AddColumn(new TableColumn("Incident") { Width = 37 });
        table.AddColumn(new TableColumn("Stock\nexposed").RightAligned());
        table.AddColumn(new TableColumn("\npairs").RightAligned());
        table.AddColumn(new TableColumn("Cloakroom\nexposed").RightAligned());
        table.AddColumn(new TableColumn("\nblocked").RightAligned());
        table.AddColumn(new TableColumn("\ndetected").RightAligned());
        table.AddColumn(new TableColumn("Others\nfailed").RightAligned());
        foreach (var scenario in scenarios) table.AddRow([isFinal ? Describe(scenario) : scenario.Name, .. Cells(scenario.Name)]);
        return table;
    }

    private static string Describe(Scenario scenario) => $"[bold]{scenario.Name}[/]\n[grey]{scenario.Mechanism.EscapeMarkup()}[/]";

    private string[] Cells(string name)
    {
        if (_invalid.ContainsKey(name)) return ["[red]invalid[/]", "", "", "", "", ""];
        if (_results.TryGetValue(name, out var result))
        {
            return
            [
                Count(result.Stock.ExposedUsers, good: result.Stock.ExposedUsers > 0, "red", "yellow"),
                Count(result.Stock.Pairs, good: result.Stock.Pairs > 0, "red", "yellow"),
                Count(result.Cloakroom.ExposedUsers, good: result.Cloakroom.ExposedUsers == 0, "green", "red"),
                Text(result.Cloakroom.BlockedMixups),
                result.Cloakroom.DetectionMs is { } ms ? ms.ToString("0.0 ms", CultureInfo.InvariantCulture) : "[grey]prevented[/]",
                Count(result.Cloakroom.UnaffectedFailures, good: result.Cloakroom.UnaffectedFailures == 0, "green", "yellow"),
            ];
        }

        if (_running is not { } running || running.Scenario != name) return ["", "", "", "", "", ""];
        return running.Side == Side.Stock ? ["[blue]running[/]", "", "", "", "", ""] : ["[grey]done[/]", "", "[blue]running[/]", "", "", ""];
    }

    private static string Count(int value, bool good, string ifGood, string ifBad) => $"[{(good ? ifGood : ifBad)}]{Text(value)}[/]";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
