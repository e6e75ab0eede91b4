using System.CommandLine;

namespace Cloakroom.Bench.Edge;

/// <summary><c>edge-million</c>: that many distinct sessions through one edge, and what its memory does.</summary>
internal static class EdgeMillionCommand
{
    public static Command Create()
    {
        var sessions = new Option<int>("--sessions") { Description = "Distinct sessions.", DefaultValueFactory = _ => 1_000_000 };
        var minutes = new Option<int>("--minutes") { Description = "When to stop with what is done.", DefaultValueFactory = _ => 3 };
        var store = new Option<string>("--store") { Description = "sqlite or memory.", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "memory");
        var command = new Command("edge-million", "A million distinct sessions through the edge: memory along the way.") { sessions, minutes, store };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(result.GetRequiredValue(minutes)));
            var run = new EdgeMillionRun(result.GetRequiredValue(sessions), result.GetRequiredValue(store) == "sqlite", TimeProvider.System);
            System.Console.WriteLine(await run.RunAsync(limit.Token));
        });
        return command;
    }
}
