using System.Globalization;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;
using Spectre.Console;

namespace Cloakroom.Cli.Replay;

/// <summary>The table for people: redrawn while it runs when somebody watches, written once at the end otherwise.</summary>
internal sealed class ReplayBoard(IReadOnlyList<Scenario> scenarios, ReplaySettings settings)
{
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
        _invalid[NameOf(scenario)] = invalid;
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
        var broken = _results.Where(entry => entry.Value.Cloakroom.Pairs > 0).Select(entry => NameOf(entry.Key)).ToArray();
        var green = _results.Where(entry => entry.Value.Stock.Pairs == 0).Select(entry => NameOf(entry.Key)).ToArray();
        var verdict =
            broken.Length > 0 ? $"[red]{Guarded} leaked in {Names(broken)}: the promise is broken.[/]"
            : _invalid.Count > 0 ? $"[red]{Names(_invalid.Keys)} could not be run to the end, so this says nothing about it.[/]"
            : green.Length > 0 ? $"[yellow]Stock did not leak in {Names(green)}, so that proves nothing. More --users make it likelier.[/]"
            : $"[green]Stock leaked in {leaked} of {Results.Count}, {InSentence} in none: no user got another user's session.[/]";
        terminal.Screen.MarkupLine(verdict);
    }

    private Table Draw(bool isFinal)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"{settings.Users} users, seed {settings.Seed}{(settings.Guard == Guard.Edge ? ", the edge in front of Express and PHP" : "")}") };
        table.AddColumn(new TableColumn("Incident") { Width = 37 });
        table.AddColumn(new TableColumn("Stock\nexposed").RightAligned());
        table.AddColumn(new TableColumn("\npairs").RightAligned());
        table.AddColumn(new TableColumn($"{(settings.Guard == Guard.Edge ? "Edge" : "Cloakroom")}\nexposed").RightAligned());
        table.AddColumn(new TableColumn("\nblocked").RightAligned());
        table.AddColumn(new TableColumn("\ndetected").RightAligned());
        table.AddColumn(new TableColumn("Others\nfailed").RightAligned());
        foreach (var scenario in scenarios) table.AddRow([isFinal ? Describe(scenario) : NameOf(scenario), .. Cells(scenario)]);
        return table;
    }

    private static string Describe(Scenario scenario) => $"[bold]{NameOf(scenario)}[/]\n[grey]{scenario.Mechanism.EscapeMarkup()}[/]";

    // Of a scenario that is there for several caches, with the cache.
    private static string NameOf(Scenario scenario) => scenario.Cache is { } cache ? $"{scenario.Name} ({cache})" : scenario.Name;

    private string[] Cells(Scenario scenario)
    {
        if (_invalid.ContainsKey(NameOf(scenario))) return ["[red]invalid[/]", "", "", "", "", ""];
        if (_results.TryGetValue(scenario, out var result))
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

        if (_running is not { } running || running.Scenario != scenario) return ["", "", "", "", "", ""];
        return running.Side == Side.Stock ? ["[blue]running[/]", "", "", "", "", ""] : ["[grey]done[/]", "", "[blue]running[/]", "", "", ""];
    }

    private string Guarded => settings.Guard == Guard.Edge ? "The edge" : "Cloakroom";

    private string InSentence => settings.Guard == Guard.Edge ? "the edge" : "Cloakroom";

    private static string Count(int value, bool good, string ifGood, string ifBad) => $"[{(good ? ifGood : ifBad)}]{Text(value)}[/]";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
