using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Replay;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Cli.Replay;

/// <summary><c>cloakroom replay</c>: real incidents without Cloakroom and with it, side by side.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal, Func<Guard, CacheKind, IReadOnlyList<Scenario>> catalog)
    {
        var options = new ReplayOptions(catalog);
        var command = new Command("replay", "Replay real incidents without Cloakroom and with it. Exit status 0: every stock side leaks and no Cloakroom side does.");
        foreach (var option in options.All) command.Add(option);
        command.Validators.Add(options.RequireOne);
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(options.List)
            ? Task.FromResult(List(terminal, catalog(parsed.GetValue(options.Guard), CacheKind.Builtin)))
            : RunAsync(
                terminal,
                options.Chosen(parsed),
                new ReplaySettings(parsed.GetValue(options.Users), parsed.GetValue(options.Seed), parsed.GetValue(options.Cache), parsed.GetValue(options.Guard)),
                parsed.GetValue(options.Format),
                parsed.GetValue(options.Console),
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
        Terminal terminal, IReadOnlyList<Scenario> scenarios, ReplaySettings settings, ReplayFormat format, bool withConsole, CancellationToken cancellationToken)
    {
        if (!CanRun(terminal, scenarios)) return ExitCode.Usage;

        await using var spectator = withConsole ? new ConsoleSpectator(terminal, Operator.OfThisProcess(), cancellationToken) : null;
        settings = settings with { Spectator = spectator };
        var board = new ReplayBoard(scenarios, settings);
        if (format == ReplayFormat.Table) await board.ShowWhileAsync(terminal, isStill: withConsole, () => RunAllAsync(scenarios, settings, board, cancellationToken));
        else await RunAllAsync(scenarios, settings, board, cancellationToken);

        foreach (var (name, reason) in board.Invalid) terminal.Error.WriteLine($"cloakroom: {name} proves nothing: {reason}");
        if (format == ReplayFormat.Json) terminal.Out.WriteLine(new ReplayDocument(board.Results).ToJson());
        else board.WriteVerdict(terminal);
        return board.Invalid.Count == 0 && board.Results.All(result => result.HoldsPromise()) ? ExitCode.Success : ExitCode.Failure;
    }

    // Before anything runs, and all that is missing at once.
    private static bool CanRun(Terminal terminal, IReadOnlyList<Scenario> scenarios)
    {
        var missing = scenarios.Where(scenario => scenario.WhyUnavailable is not null).ToArray();
        // Once, of a scenario that is there for several caches.
        foreach (var message in missing.Select(scenario => $"cloakroom: {scenario.Name}: {scenario.WhyUnavailable}").Distinct()) terminal.Error.WriteLine(message);
        var others = scenarios.Except(missing).Select(scenario => scenario.Name).Distinct().ToArray();
        if (missing.Length > 0 && others.Length > 0) terminal.Error.WriteLine($"Or leave it out: {string.Join(' ', others.Select(name => $"--scenario {name}"))}");
        return missing.Length == 0;
    }

    private static async Task RunAllAsync(IReadOnlyList<Scenario> scenarios, ReplaySettings settings, ReplayBoard board, CancellationToken cancellationToken)
    {
        foreach (var scenario in scenarios)
        {
            try
            {
                board.Ended(scenario, await ReplayRunner.RunAsync(scenario, settings, side => board.Started(scenario, side), cancellationToken));
            }
            catch (ScenarioInvalidException invalid)
            {
                board.Ended(scenario, invalid.Message);
            }
        }
    }
}
