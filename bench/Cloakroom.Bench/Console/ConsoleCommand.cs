using System.CommandLine;

namespace Cloakroom.Bench.Console;

/// <summary><c>console</c>: how long pages take over a store of a busy day.</summary>
internal static class ConsoleCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--rows") { Description = "Sums of uses in the store.", DefaultValueFactory = _ => 10_000_000 };
        var asks = new Option<int>("--asks") { Description = "How often each page is asked for.", DefaultValueFactory = _ => 20 };
        var command = new Command("console", "The console's pages over a store of ten million sums of uses.") { rows, asks };
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new ConsoleRun(result.GetRequiredValue(rows), result.GetRequiredValue(asks), TimeProvider.System);
            System.Console.WriteLine(await run.RunAsync(cancellationToken));
        });
        return command;
    }
}
