using Cloakroom.Bench.Servers;

namespace Cloakroom.Bench.Load;

/// <summary>Runs the variants side by side.</summary>
/// <remarks>
/// In rounds, each of which drives every variant once, and right before it the plain endpoint, so that whatever else the machine is doing
/// falls on both alike. Ratios are taken within such a pair, and their median over the rounds is reported.
/// </remarks>
internal sealed class Comparison(ILoadGenerator generator, LoadPlan plan)
{
    public async Task<LoadReport> RunAsync(CancellationToken cancellationToken)
    {
        var contestants = new List<Contestant>();
        try
        {
            foreach (var variant in plan.Variants)
            {
                Tell($"starting {variant.Name}");
                var server = await ServerProcess.StartAsync(variant, cancellationToken);
                contestants.Add(new Contestant(server));
                contestants[^1].Cookies = await server.SignInAsync(plan.Sessions, cancellationToken);
                await generator.RunAsync(new Uri(server.Address, "/me"), contestants[^1].Cookies, plan.Connections, plan.Warmup, cancellationToken);
            }

            var plain = contestants.Single(contestant => contestant.Server.Variant == StockVariants.Plain);
            for (var round = 1; round <= plan.Rounds; round++)
            {
                // Every other round the other way round, so that nobody is always the neighbour of the same one.
                var order = round % 2 == 1 ? contestants : Enumerable.Reverse(contestants);
                foreach (var contestant in order.Where(contestant => contestant != plain))
                {
                    contestant.Before.Add(await DriveAsync(plain, cancellationToken));
                    await DriveAsync(contestant, cancellationToken);
                }

                Tell($"round {round}/{plan.Rounds}: " + string.Join(
                    ", ", contestants.Select(contestant => $"{contestant.Server.Variant.Name} {contestant.Spells[^1].Load.PerSecond:0}/s")));
            }

            return LoadReport.Of(generator.Name, plan, contestants);
        }
        finally
        {
            foreach (var contestant in contestants)
                await contestant.Server.DisposeAsync();
        }
    }

    private async Task<Spell> DriveAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        var before = await contestant.Server.StatsAsync(cancellationToken);
        var stolen = StolenTime.Seconds();
        var load = await generator.RunAsync(new Uri(contestant.Server.Address, "/me"), contestant.Cookies, plan.Connections, plan.Duration, cancellationToken);
        stolen = StolenTime.Seconds() - stolen;
        var after = await contestant.Server.StatsAsync(cancellationToken);
        var spell = new Spell(
            load,
            (double)(after.AllocatedBytes - before.AllocatedBytes) / load.Requests,
            (after.CpuSeconds - before.CpuSeconds) * 1e6 / load.Requests,
            (double)(after.StoreCalls - before.StoreCalls) / load.Requests,
            stolen / (load.Seconds * Environment.ProcessorCount));
        contestant.Spells.Add(spell);
        return spell;
    }

    private static void Tell(string progress) => System.Console.Error.WriteLine(progress);
}

/// <summary>A server and how it did.</summary>
internal sealed class Contestant(ServerProcess server)
{
    public ServerProcess Server { get; } = server;

    public IReadOnlyList<string?> Cookies { get; set; } = [];

    public List<Spell> Spells { get; } = [];

    /// <summary>The plain endpoint right before each of them; empty for that itself.</summary>
    public List<Spell> Before { get; } = [];
}

/// <summary>One variant in one round: the load, and what a request cost the server.</summary>
internal sealed record Spell(
    LoadResult Load, double BytesPerRequest, double CpuMicrosecondsPerRequest, double StoreCallsPerRequest, double StolenShare)
{
    public bool IsCalm => StolenShare <= StolenTime.CalmShare;
}
