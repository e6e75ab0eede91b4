using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;
using Spectre.Console;

namespace Cloakroom.Cli.Replay;

/// <summary>The table for people: redrawn while it runs when somebody watches, written once at the end otherwise.</summary>
internal sealed class ReplayBoard(IReadOnlyList<Scenario> scenarios, ReplaySettings settings)
{
    private readonly ReplayColumns _columns = settings.Guard == Guard.Observe ? new WatchColumns() : new GuardColumns(settings.Guard);
    private readonly Dictionary<Scenario, ScenarioResult> _results = [];
    private readonly Dictionary<string, string> _invalid = [];
    private (Scenario Scenario, Side Side)? _running;
    private Action _changed = () => { };

    public IReadOnlyList<ScenarioResult> Results => [.. scenarios.Where(_results.ContainsKey).Select(scenario => _results[scenario])];

    /// <summary>Scenarios in which something other than the fault did not work, and what.</summary>
    public IReadOnlyDictionary<string, string> Invalid => _invalid;

    public void Started(Scenario scenario, Side side)
    {
        _running = (scenario, side);
        _changed();
    }

    public void Ended(Scenario scenario, ScenarioResult result)
    {
        _results[scenario] = result;
        _running = null;
        _changed();
    }

    public void Ended(Scenario scenario, string invalid)
    {
        _invalid[ReplayColumns.NameOf(scenario)] = invalid;
        _running = null;
        _changed();
    }

    /// <param name="terminal">Where.</param>
    /// <param name="isStill">Whether something else is written meanwhile, so that nothing may be drawn in place.</param>
    /// <param name="run">What it shows.</param>
    public async Task ShowWhileAsync(Terminal terminal, bool isStill, Func<Task> run)
    {
        if (isStill || !terminal.IsLive)
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
        var green = _results.Where(entry => entry.Value.Stock.Pairs == 0).Select(entry => ReplayColumns.NameOf(entry.Key)).ToArray();
        var verdict = _columns.Verdict(_results);
        terminal.Screen.MarkupLine(
            _results.Count > 0 && verdict.StartsWith("[red]", StringComparison.Ordinal) ? verdict
            : _invalid.Count > 0 ? $"[red]{string.Join(", ", _invalid.Keys)} could not be run to the end, so this says nothing about it.[/]"
            : green.Length > 0 ? $"[yellow]Stock did not leak in {string.Join(", ", green)}, so that proves nothing. More --users make it likelier.[/]"
            : verdict);
        foreach (var reason in scenarios.Where(scenario => scenario.Why.Length > 0).GroupBy(scenario => scenario.Why))
            terminal.Screen.MarkupLine($"[grey]{string.Join(", ", reason.Select(ReplayColumns.NameOf))}: {reason.Key.EscapeMarkup()}.[/]");
    }

    private Table Draw(bool isFinal)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"{settings.Users} users, seed {settings.Seed}{_columns.Title}") };
        table.AddColumn(new TableColumn("Incident") { Width = settings.Guard == Guard.Observe ? 26 : 37 });
        foreach (var column in _columns.All) table.AddColumn(column);
        foreach (var scenario in scenarios) table.AddRow([isFinal ? Describe(scenario) : ReplayColumns.NameOf(scenario), .. Cells(scenario)]);
        return table;
    }

    // Watched, each is there twice: what it is about stands in the list of those that guard.
    private static string Describe(Scenario scenario) => scenario.Watcher is null
        ? $"[bold]{ReplayColumns.NameOf(scenario)}[/]\n[grey]{scenario.Mechanism.EscapeMarkup()}[/]"
        : ReplayColumns.NameOf(scenario);

    private string[] Cells(Scenario scenario)
    {
        var blank = Enumerable.Repeat("", _columns.All.Count - 1);
        if (_invalid.ContainsKey(ReplayColumns.NameOf(scenario))) return ["[red]invalid[/]", .. blank];
        if (_results.TryGetValue(scenario, out var result)) return _columns.Cells(result);
        return _running is { } running && running.Scenario == scenario ? _columns.Running(running.Side == Side.Stock) : ["", .. blank];
    }
}
