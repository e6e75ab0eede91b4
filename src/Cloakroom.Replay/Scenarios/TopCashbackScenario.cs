using System.Security.Cryptography;
using Cloakroom.Replay.Faults;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Cloakroom.Replay.Stock;
using Cloakroom.Sessions;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cloakroom.Replay.Scenarios;

/// <summary>TopCashback, February and March 2017: the same session id was allocated to several members.</summary>
internal sealed class TopCashbackScenario : Scenario
{
    public override string Name => "topcashback-2017";

    public override string Mechanism => "the same session id is allocated to several users";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        await run.StartPortalAsync(servers: 2, run.Side == Side.Stock ? StockSessions(run) : GuardedSessions(run));
        return Fault.Of(run);
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        // Whoever has a session from before keeps it: the fault is in what is allocated from now on.
        var before = run.Users.Take(run.Users.Count / 4).ToArray();
        var after = run.Users.Skip(before.Length).ToArray();
        await run.EnterAsync(before);

        await fault.BeginAsync();
        for (var visit = 0; visit < 3; visit++)
        {
            // The browser was closed in between, so that everybody needs a new id.
            foreach (var user in after) user.Jar.Clear();
            await Task.WhenAll(
                run.UseAsync(after, times: 3, over: TimeSpan.FromMilliseconds(200)),
                run.BrowseUnaffectedAsync(before, times: 3),
                run.VisitAsync(times: 4));
        }

        await run.RecoverAsync(after);
    }

    private static SessionStack StockSessions(SideRun run)
    {
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var secret = RandomNumberGenerator.GetBytes(32);
        var servers = 0;
        return SessionStack.Stock(() => new DistributedTicketStore(cache, new BlockTicketKeys(++servers, secret, run.Fault)));
    }

    private static SessionStack GuardedSessions(SideRun run) =>
        SessionStack.Guarded(new CollidingStore(new InMemoryStore(), run.Fault), options => options.NearCache.Enabled = false);
}
