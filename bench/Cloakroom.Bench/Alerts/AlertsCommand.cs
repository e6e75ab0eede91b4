using System.CommandLine;

namespace Cloakroom.Bench.Alerts;

/// <summary><c>alerts</c>: how long it takes from a mix-up to the request at the receiver.</summary>
internal static class AlertsCommand
{
    public static Command Create()
    {
        var incidents = new Option<int>("--incidents") { Description = "How many, one after the other.", DefaultValueFactory = _ => 500 };
        var command = new Command("alerts", "From a mix-up to its alert, on SQLite with every write on the disk, to a webhook on this machine.") { incidents };
        command.SetAction(async (result, cancellationToken) => System.Console.WriteLine(await new AlertsRun(result.GetRequiredValue(incidents), TimeProvider.System).RunAsync(cancellationToken)));
        return command;
    }
}
