using System.CommandLine;

namespace Cloakroom.Bench.Million;

/// <summary><c>million</c>: as many live sessions as that, in SQLite and in the near cache.</summary>
internal static class MillionCommand
{
    public static Command Create()
    {
        var sessions = new Option<int>("--sessions") { Description = "Live sessions.", DefaultValueFactory = _ => 1_000_000 };
        var minutes = new Option<int>("--minutes") { Description = "When to stop filling and go on with what is there.", DefaultValueFactory = _ => 10 };
        var command = new Command("million", "A million live sessions: memory, file, latency.") { sessions, minutes };
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new MillionRun(result.GetRequiredValue(sessions), TimeSpan.FromMinutes(result.GetRequiredValue(minutes)), TimeProvider.System);
            System.Console.WriteLine((await run.RunAsync(cancellationToken)).ToTable());
        });
        return command;
    }
}
