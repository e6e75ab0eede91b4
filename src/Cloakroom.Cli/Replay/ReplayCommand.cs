using System.CommandLine;
using Cloakroom.Replay;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Cli.Replay;

/// <summary><c>cloakroom replay</c>: real incidents against stock ASP.NET Core and against Cloakroom, side by side.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal, IReadOnlyList<Scenario> catalog)
    {
        var options = new ReplayOptions(catalog);
        var command = new Command("replay", "Replay real incidents against stock ASP.NET Core and against Cloakroom. Exit status 0: every stock side leaks and no Cloakroom side does.");
        foreach (var option in options.All) command.Add(option);
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(options.List)
            ? Task.FromResult(List(terminal, catalog))
            : RunAsync(
                terminal,
                options.Chosen(parsed, catalog),
                new ReplaySettings(parsed.GetValue(options.Users), parsed.GetValue(options.Seed), parsed.GetValue(options.Cache)),
                parsed.GetValue(options.Format),
                cancellationToken));
        return command;
    }

    private static int List(Terminal terminal, IReadOnlyList<Scenario> catalog)
    {
        var width = catalog.Max(scenario => scenario.Name.Length);
        foreach (var scenario in catalog) terminal.Out.WriteLine($"{scenario.Name.PadRight(width)}  {scenario.Mechanism}");
        return ExitCode.Success;
    }

    private static async Task<int> RunAsync(
        Terminal terminal, IReadOnlyList<Scenario> scenarios, ReplaySettings settings, ReplayFormat format, CancellationToken cancellationToken)
    {
        var board = new ReplayBoard(scenarios, settings);
        if (format == ReplayFormat.Table) await board.ShowWhileAsync(terminal, () => RunAllAsync(scenarios, settings, board, cancellationToken));
        else await RunAllAsync(scenarios, settings, board, cancellationToken);

        foreach (var (name, reason) in board.Invalid) terminal.Error.WriteLine($"cloakroom: {name} proves nothing: {reason}");
        if (format == ReplayFormat.Json) terminal.Out.WriteLine(new ReplayDocument(board.Results).ToJson());
        else board.WriteVerdict(terminal);
        return board.Invalid.Count == 0 && board.Results.All(result => result.HoldsPromise()) ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task RunAllAsync(IReadOnlyList<Scenario> scenarios, ReplaySettings settings, ReplayBoard board, CancellationToken cancellationToken)
    {
        foreach (var scenario in scenarios)
        {
            try
            {
                board.Ended(await ReplayRunner.RunAsync(scenario, settings, side => board.Started(scenario, side), cancellationToken));
            }
            catch (ScenarioInvalidException invalid)
            {
                board.Ended(scenario, invalid.Message);
            }
        }
    }
}
