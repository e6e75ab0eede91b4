using System.CommandLine;
using System.Text.Json;
using Cloakroom.Bench.Load;

namespace Cloakroom.Bench.Edge;

/// <summary><c>edge</c>: bare YARP, nginx, HAProxy and the edge in front of the same application, in interleaved rounds.</summary>
internal static class EdgeCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds; each drives every proxy once with every load.", DefaultValueFactory = _ => 8 };
        var seconds = new Option<int>("--seconds") { Description = "Seconds per proxy, load and round.", DefaultValueFactory = _ => 1 };
        var warmup = new Option<int>("--warmup") { Description = "Seconds of load on each proxy before the rounds.", DefaultValueFactory = _ => 8 };
        var users = new Option<int>("--users") { Description = "Signed-in users, taking turns.", DefaultValueFactory = _ => 100 };
        var connections = new Option<int[]>("--connections")
        {
            Description = "Connections; one or several numbers.",
            DefaultValueFactory = _ => [32, 256],
            AllowMultipleArgumentsPerToken = true,
        };
        var bodies = new Option<string[]>("--body") { Description = "1k, 100k or both.", DefaultValueFactory = _ => ["1k", "100k"], AllowMultipleArgumentsPerToken = true };
        bodies.AcceptOnlyFromAmong("1k", "100k");
        var only = new Option<string[]>("--proxy") { Description = "Only these, beside 'yarp'.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. ProxyKind.All.Select(kind => kind.Name)]);
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");

        var command = new Command("edge", "Bare YARP, nginx, HAProxy and the edge in front of the same application, side by side.")
        {
            rounds, seconds, warmup, users, connections, bodies, only, format,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var chosen = result.GetValue(only) ?? [];
            var plan = new EdgePlan(
                result.GetRequiredValue(rounds),
                TimeSpan.FromSeconds(result.GetRequiredValue(seconds)),
                TimeSpan.FromSeconds(result.GetRequiredValue(warmup)),
                result.GetRequiredValue(users),
                [.. from body in result.GetRequiredValue(bodies) from count in result.GetRequiredValue(connections) select new Setting(body, count)],
                [.. ProxyKind.All.Where(kind => chosen.Length == 0 || kind == ProxyKind.Yarp || chosen.Contains(kind.Name))]);
            var generator = WrkGenerator.Find() ?? throw new InvalidOperationException("wrk is not on the PATH.");
            var report = await new EdgeComparison(generator, plan).RunAsync(cancellationToken);
            System.Console.WriteLine(result.GetValue(format) == "json" ? JsonSerializer.Serialize(report.Proxies, Json) : report.ToTable());
            return report.Errors == 0 ? 0 : 1;
        });
        return command;
    }
}
