using System.Globalization;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;
using Spectre.Console;

namespace Cloakroom.Cli.Replay;

/// <summary>What a table of results shows, which is not the same when Cloakroom guards and when it only watches.</summary>
internal abstract class ReplayColumns
{
    public abstract string Title { get; }

    public abstract IReadOnlyList<TableColumn> All { get; }

    /// <summary>A cell for each column.</summary>
    public abstract string[] Cells(ScenarioResult result);

    /// <summary>Cells while a side runs.</summary>
    /// <param name="isStock">Which side.</param>
    public string[] Running(bool isStock)
    {
        var cells = new string[All.Count];
        Array.Fill(cells, "");
        cells[0] = isStock ? "[blue]running[/]" : "[grey]done[/]";
        if (!isStock) cells[2] = "[blue]running[/]";
        return cells;
    }

    /// <summary>One sentence about all of it, given that every scenario came to its end and every stock side leaked; in markup.</summary>
    public abstract string Verdict(IReadOnlyDictionary<Scenario, ScenarioResult> results);

    /// <summary>Of a scenario that is there for several caches, with the cache; of one that is watched, with the watcher.</summary>
    public static string NameOf(Scenario scenario) =>
        (scenario.Cache ?? scenario.Watcher?.ToString().ToLowerInvariant()) is { } apart ? $"{scenario.Name} ({apart})" : scenario.Name;

    protected static TableColumn Number(string title) => new TableColumn(title).RightAligned();

    protected static string Count(int value, bool good, string ifGood, string ifBad) => $"[{(good ? ifGood : ifBad)}]{Text(value)}[/]";

    protected static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    protected static string Time(double? milliseconds, string otherwise) => milliseconds is { } ms ? ms.ToString("0.0 ms", CultureInfo.InvariantCulture) : $"[grey]{otherwise}[/]";

    protected static string Names(IEnumerable<Scenario> scenarios) => string.Join(", ", scenarios.Select(NameOf));
}
