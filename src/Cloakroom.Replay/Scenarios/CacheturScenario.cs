using Cloakroom.Replay.Faults;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Cloakroom.Replay.Stock;
using Cloakroom.Sessions;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Cachetur.no, 21 June 2022: the storage of sessions became inaccessible, and everyone who signed in shared one invalid session.</summary>
internal sealed class CacheturScenario : Scenario
{
    public override string Name => "cachetur-2022";

    public override string Mechanism => "session storage inaccessible: everyone who signs in shares one session";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        await run.StartPortalAsync(servers: 2, run.Side == Side.Stock ? StockSessions(run) : GuardedSessions(run));
        return Fault.Of(run);
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        await run.EnterAsync(run.Users);

        await fault.BeginAsync();
        await Task.WhenAll(run.UseAsync(run.Users, times: 6, over: TimeSpan.FromMilliseconds(300)), run.VisitAsync(times: 12));
        await run.RecoverAsync(run.Users);
    }

    private static SessionStack StockSessions(SideRun run)
    {
        var storage = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        return SessionStack.Stock(() =>
        {
            var sessions = new SessionStorage(storage, run.Fault);
            return new DistributedTicketStore(sessions, sessions);
        });
    }

    private static SessionStack GuardedSessions(SideRun run) =>
        SessionStack.Guarded(new ConstantRecordStore(new InMemoryStore(), run.Fault), options => options.NearCache.Enabled = false);
}
