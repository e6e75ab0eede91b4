using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Loom as it was built: a Node application with rolling sessions, and a CDN that begins to pass cookies on with scripts.</summary>
internal sealed class LoomExpressScenario(CacheKind cache) : Scenario
{
    private const int Rounds = 3;

    public override string Name => "loom-2023";

    public override string Mechanism => "a CDN caches scripts for 1 s together with the rolling session cookie of Express";

    public override string? Cache { get; } = cache.ToString().ToLowerInvariant();

    public override string? WhyUnavailable => Prerequisites.WhyUnavailable(ApplicationKind.ExpressSession) ?? FrontCache.WhyUnavailable(cache);

    public override Task PrepareAsync(CancellationToken cancellationToken) => NodeModules.InstallAsync(cancellationToken);

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        var assets = run.Owns(new AssetFolder(Rounds, run.Users.Count));
        await run.StartApplicationAsync(ApplicationKind.ExpressSession, assets);
        if (run.Side == Side.Cloakroom) await run.PutEdgeInFrontAsync("connect.sid", edge => edge.Routes.BehindCdn = true);
        return new Fault(
            async () =>
            {
                // The change: from now on cookies are passed on with scripts, and one second is the least that anything is cached.
                await run.PutInFrontAsync(new CachePolicy("/assets/", IgnoresCacheControl: true), cache);
                run.Fault.Set(true);
                run.Fault.HadEffect();
            },
            () => { });
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        await run.EnterAsync(run.Users);

        await fault.BeginAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var chunk = round;
            await Task.WhenAll(run.Random.Shuffled(run.Users).Chunk(2)
                .Select((pair, i) => UseAsync(run, pair, AssetFolder.Chunk(chunk, i)))
                .Append(run.VisitAsync(times: 2)));
        }
    }

    // One after the other within the second, on the same script: what the tests before the change never had.
    private static async Task UseAsync(SideRun run, VirtualUser[] pair, string script)
    {
        foreach (var user in pair) run.MustWork((await user.GetAsync(script, run.Stop)).IsSuccess);
        foreach (var user in pair) run.MustBeOwn(user, await user.GetAsync("/dashboard", run.Stop));
    }
}
