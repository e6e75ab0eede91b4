using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Altinn, 2012: a shared cache kept one citizen's page and cookies, and everyone became "Kenneth".</summary>
internal sealed class AltinnScenario : Scenario
{
    private const int Rounds = 3;

    public override string Name => "altinn-2012";

    public override string Mechanism => "a shared cache replays a personal page and its Set-Cookie";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        await run.StartPortalAsync(servers: 1, run.HasStockSessions ? SessionStack.Stock() : SessionStack.Guarded(new InMemoryStore()));
        await run.PutWatcherInFrontAsync();
        return new Fault(
            async () =>
            {
                // A cache is put in front that disregards cookies and keeps for a second what says nothing of caching.
                await run.PutInFrontAsync(new CachePolicy("/", IgnoresCacheControl: false));
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
            var form = round;
            await Task.WhenAll(run.Random.Shuffled(run.Users).Chunk(2)
                .Select((pair, i) => FillInAsync(run, pair, $"/forms/{form}-{i}"))
                .Append(run.VisitAsync(times: 2)));
            await run.BrowseUnaffectedAsync(run.Users, times: 1);
        }
    }

    // Two people open the same form within the second.
    private static async Task FillInAsync(SideRun run, VirtualUser[] pair, string form)
    {
        foreach (var user in pair) run.MustBeOwn(user, await user.GetAsync(form, run.Stop));
    }
}
