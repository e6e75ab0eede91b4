using System.CommandLine;

namespace Cloakroom.Bench.Probe;

/// <summary><c>probe-transport</c>: how many requests a second the probe's client makes, beside wrk and hey on the same pages.</summary>
internal static class ProbeTransportCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "For each spell.", DefaultValueFactory = _ => 3 };
        var rounds = new Option<int>("--rounds") { Description = "Spells of each; the median counts.", DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { Description = "At once.", DefaultValueFactory = _ => 16 };
        var pages = new Option<string[]>("--page") { Description = "Only pages whose name has this in it.", DefaultValueFactory = _ => [] };
        var loads = new Option<string[]>("--load") { Description = "Only what has this in its name.", DefaultValueFactory = _ => [] };
        var command = new Command("probe-transport", "Requests a second of the probe's client, beside wrk and hey.") { seconds, rounds, connections, pages, loads };
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new ProbeTransportRun(
                TimeSpan.FromSeconds(result.GetRequiredValue(seconds)), result.GetRequiredValue(rounds), result.GetRequiredValue(connections),
                result.GetRequiredValue(pages), result.GetRequiredValue(loads));
            await run.RunAsync(System.Console.Out, cancellationToken);
        });
        return command;
    }
}
