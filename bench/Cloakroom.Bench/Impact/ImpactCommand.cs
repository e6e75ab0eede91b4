using System.CommandLine;

namespace Cloakroom.Bench.Impact;

/// <summary><c>impact</c>: how long it takes to say who saw whom.</summary>
internal static class ImpactCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--rows") { Description = "Sums of uses in the store.", DefaultValueFactory = _ => 10_000_000 };
        var pairs = new Option<int>("--pairs") { Description = "Pairs of the incident among them, each seen in two minutes.", DefaultValueFactory = _ => 1_000 };
        var command = new Command("impact", "Who saw whom in an incident, among many uses in SQLite.") { rows, pairs };
        command.SetAction(async (result, cancellationToken) =>
            System.Console.WriteLine(await new ImpactRun(result.GetRequiredValue(rows), result.GetRequiredValue(pairs), TimeProvider.System).RunAsync(cancellationToken)));
        return command;
    }
}
