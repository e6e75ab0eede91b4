using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Loom, 7 March 2023: after a CDN change, rolling session cookies came with scripts and were cached along with them for a second.</summary>
internal sealed class LoomScenario : Scenario
{
    private const int Rounds = 3;

    public override string Name => "loom-2023";

    public override string Mechanism => "a CDN caches scripts for 1 s together with the rolling session cookie";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        var assets = run.Owns(new AssetFolder(Rounds, run.Users.Count));
        await run.StartPortalAsync(
            servers: 1,
            run.HasStockSessions ? SessionStack.Stock() : SessionStack.Guarded(new InMemoryStore(), options => options.Static.BehindCdn = true),
            new PortalOptions { WebRoot = assets.Path });
        await run.PutWatcherInFrontAsync(configure: edge => edge.Routes.BehindCdn = true);
        return new Fault(
            async () =>
            {
                // The change: from now on cookies are passed on with scripts, and one second is the least that anything is cached.
                await run.PutInFrontAsync(new CachePolicy("/assets/", IgnoresCacheControl: true));
                run.Fault.Set(true);
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
            // Cloakroom writes times of last use once a second: in the half hour that the clock leaps, that has long happened.
            if (round > 0) await Task.Delay(TimeSpan.FromSeconds(1.2), run.Stop);
            // Past half of a session's time, so that its renewal is due when the user comes back to the open tab.
            run.Clock.Advance(SessionStack.SessionTime * 0.55);
            run.Fault.HadEffect();
            var chunk = round;
            await Task.WhenAll(run.Random.Shuffled(run.Users).Chunk(2)
                .Select((pair, i) => ComeBackAsync(run, pair, AssetFolder.Chunk(chunk, i)))
                .Append(run.VisitAsync(times: 2)));
        }
    }

    // One after the other within the second, on the same script: what the tests before the change never had.
    private static async Task ComeBackAsync(SideRun run, VirtualUser[] pair, string script)
    {
        foreach (var user in pair) run.MustWork((await user.GetAsync(script, run.Stop)).IsSuccess);
        foreach (var user in pair) run.MustBeOwn(user, await user.GetAsync("/dashboard", run.Stop));
    }
}
