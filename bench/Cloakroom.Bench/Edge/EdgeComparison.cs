using Cloakroom.Bench.Load;

namespace Cloakroom.Bench.Edge;

/// <summary>Runs the proxies side by side, each spell of load right after one on bare YARP, as <see cref="Comparison"/> does with its plain endpoint.</summary>
internal sealed class EdgeComparison(ILoadGenerator generator, EdgePlan plan)
{
    public async Task<EdgeReport> RunAsync(CancellationToken cancellationToken)
    {
        var origin = await ProxyServer.StartAsync("origin", static (_, port) => ProxyKind.Origin(port), cancellationToken);
        var contestants = new List<ProxyContestant>();
        try
        {
            foreach (var kind in plan.Proxies)
            {
                Tell($"starting {kind.Name}");
                if (await ProxyServer.StartAsync(kind.Name, (directory, port) => kind.Prepare(directory, origin!.Address, port), cancellationToken) is not { } server)
                {
                    Tell($"{kind.Name} is not installed and left out");
                    continue;
                }

                var contestant = new ProxyContestant(server);
                contestants.Add(contestant);
                contestant.Cookies = await server.SignInAsync(plan.Users, cancellationToken);
                foreach (var setting in plan.Settings)
                    await generator.RunAsync(PageOf(server, setting), contestant.Cookies, setting.Connections, plan.Warmup / plan.Settings.Count, cancellationToken);
            }

            var yarp = contestants.Single(contestant => contestant.Server.Name == ProxyKind.Yarp.Name);
            for (var round = 1; round <= plan.Rounds; round++)
            {
                foreach (var setting in plan.Settings)
                {
                    // Every other round the other way round, so that nobody is always the neighbour of the same one.
                    var order = round % 2 == 1 ? contestants : Enumerable.Reverse(contestants);
                    foreach (var contestant in order.Where(contestant => contestant != yarp))
                        contestant.Pairs.Add(new ProxyPair(setting, await DriveAsync(yarp, setting, cancellationToken), await DriveAsync(contestant, setting, cancellationToken)));
                }

                Tell($"round {round}/{plan.Rounds}: " + string.Join(
                    ", ", contestants.Where(contestant => contestant != yarp).Select(contestant => $"{contestant.Server.Name} {contestant.Pairs[^1].Own.Load.PerSecond:0}/s")));
            }

            return new EdgeReport(generator.Name, plan, [.. contestants.Where(contestant => contestant != yarp).Select(contestant => new ProxyResult(contestant.Server.Name, contestant.Pairs))]);
        }
        finally
        {
            foreach (var contestant in contestants)
                await contestant.Server.DisposeAsync();
            if (origin is not null)
                await origin.DisposeAsync();
        }
    }

    private async Task<ProxySpell> DriveAsync(ProxyContestant contestant, Setting setting, CancellationToken cancellationToken)
    {
        var cpu = contestant.Server.CpuSeconds;
        var stolen = StolenTime.Seconds();
        var others = ProcessorTime.OfOthers();
        var load = await generator.RunAsync(PageOf(contestant.Server, setting), contestant.Cookies, setting.Connections, plan.Duration, cancellationToken);
        var capacity = load.Seconds * Environment.ProcessorCount;
        return new ProxySpell(
            load,
            (contestant.Server.CpuSeconds - cpu) * 1e6 / load.Requests,
            (StolenTime.Seconds() - stolen) / capacity,
            (ProcessorTime.OfOthers() - others) / capacity);
    }

    private static Uri PageOf(ProxyServer server, Setting setting) => new(server.Address, "/" + setting.Body);

    private static void Tell(string progress) => System.Console.Error.WriteLine(progress);
}

/// <summary>A running proxy and how it did.</summary>
internal sealed class ProxyContestant(ProxyServer server)
{
    public ProxyServer Server { get; } = server;

    public IReadOnlyList<string?> Cookies { get; set; } = [];

    public List<ProxyPair> Pairs { get; } = [];
}

/// <summary>A spell and the one on bare YARP right before it.</summary>
internal sealed record ProxyPair(Setting Setting, ProxySpell Yarp, ProxySpell Own)
{
    public bool IsCalm => Yarp.IsCalm && Own.IsCalm;
}

/// <summary>One proxy under one load once.</summary>
/// <param name="Load">What came of it.</param>
/// <param name="CpuMicroseconds">Processor time of the proxy for a request.</param>
/// <param name="StolenShare">Of the machine's processor time: what its host gave to others.</param>
/// <param name="OthersShare">And what other processes on it took.</param>
internal sealed record ProxySpell(LoadResult Load, double CpuMicroseconds, double StolenShare, double OthersShare)
{
    public bool IsCalm => StolenShare <= StolenTime.CalmShare && OthersShare <= StolenTime.CalmShare;
}
