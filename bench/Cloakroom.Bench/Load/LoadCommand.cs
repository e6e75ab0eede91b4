using System.CommandLine;
using System.Text.Json;
using Cloakroom.Bench.Servers;

namespace Cloakroom.Bench.Load;

/// <summary><c>load</c>: every variant under the same load, in interleaved rounds.</summary>
internal static class LoadCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds; each drives every variant once.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds") { Description = "Seconds per variant and round.", DefaultValueFactory = _ => 4 };
        var warmup = new Option<int>("--warmup") { Description = "Seconds of load on each variant before the rounds.", DefaultValueFactory = _ => 10 };
        var connections = new Option<int>("--connections") { Description = "Connections.", DefaultValueFactory = _ => 64 };
        var sessions = new Option<int>("--sessions") { Description = "Signed-in users, taking turns.", DefaultValueFactory = _ => 100 };
        var only = new Option<string[]>("--variant")
        {
            Description = "Only these, beside 'plain' and 'cookie-auth'.",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong([.. Variant.All.Select(variant => variant.Name)]);
        var generator = new Option<string>("--generator") { Description = "auto (wrk where installed), wrk, built-in.", DefaultValueFactory = _ => "auto" };
        generator.AcceptOnlyFromAmong("auto", "wrk", "built-in");
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");

        var command = new Command("load", "Plain, stock and Cloakroom under the same load, side by side.")
        {
            rounds, seconds, warmup, connections, sessions, only, generator, format,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            ILoadGenerator driver = result.GetRequiredValue(generator) switch
            {
                "built-in" => new SocketGenerator(TimeProvider.System),
                "wrk" => WrkGenerator.Find() ?? throw new InvalidOperationException("wrk is not on the PATH. Install it, or use --generator built-in."),
                _ => WrkGenerator.Find() ?? (ILoadGenerator)new SocketGenerator(TimeProvider.System),
            };
            var plan = new LoadPlan(
                result.GetRequiredValue(rounds),
                TimeSpan.FromSeconds(result.GetRequiredValue(seconds)),
                TimeSpan.FromSeconds(result.GetRequiredValue(warmup)),
                result.GetRequiredValue(connections),
                result.GetRequiredValue(sessions),
                Chosen(result.GetValue(only) ?? []));
            var report = await new Comparison(driver, plan).RunAsync(cancellationToken);
            System.Console.WriteLine(result.GetValue(format) == "json" ? JsonSerializer.Serialize(report, Json) : report.ToTable());
            return report.Variants.All(variant => variant.Errors == 0) ? 0 : 1;
        });
        return command;
    }

    private static List<Variant> Chosen(string[] names) =>
        [.. Variant.All.Where(variant => names.Length == 0 || names.Contains(variant.Name)
            || variant == StockVariants.Plain || variant == StockVariants.CookieAuthentication)];
}
