using System.CommandLine;

namespace Cloakroom.Bench.Uses;

/// <summary><c>uses</c>: a steady rate of uses on SQLite, then questions about what was recorded.</summary>
internal static class UsesCommand
{
    public static Command Create()
    {
        var rate = new Option<int>("--rate") { Description = "Uses a second.", DefaultValueFactory = _ => 20_000 };
        var seconds = new Option<int>("--seconds") { Description = "For how long.", DefaultValueFactory = _ => 60 };
        var sessions = new Option<int>("--sessions") { Description = "Sessions that take turns: with many, hardly two uses are of one.", DefaultValueFactory = _ => 1_000_000 };
        var rows = new Option<int>("--rows") { Description = "Sums in the store before the questions are asked.", DefaultValueFactory = _ => 10_000_000 };
        var command = new Command("uses", "The record of uses: how much SQLite takes, and how fast it answers.") { rate, seconds, sessions, rows };
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new UsesRun(result.GetRequiredValue(rate), result.GetRequiredValue(seconds), result.GetRequiredValue(sessions), result.GetRequiredValue(rows), TimeProvider.System);
            System.Console.WriteLine(await run.RunAsync(cancellationToken));
        });
        return command;
    }
}
