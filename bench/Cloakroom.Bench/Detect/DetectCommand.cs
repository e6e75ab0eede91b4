using System.CommandLine;

namespace Cloakroom.Bench.Detect;

/// <summary><c>detect</c>: how long it takes from a wrong presentation to its durable record, and to the alert.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        var samples = new Option<int>("--samples") { Description = "Wrong presentations, each between two others, to the library and to the edge.", DefaultValueFactory = _ => 5_000 };
        var rate = new Option<int>("--rate") { Description = "Requests a second of people who bring what is their own, meanwhile.", DefaultValueFactory = _ => 500 };
        var command = new Command("detect", "From a wrong presentation to its record and its alert, through the whole pipeline, on SQLite with every write on the disk, under load.") { samples, rate };
        command.SetAction(async (result, cancellationToken) =>
            System.Console.WriteLine(await new DetectRun(result.GetRequiredValue(samples), result.GetRequiredValue(rate), TimeProvider.System).RunAsync(cancellationToken)));
        return command;
    }
}
