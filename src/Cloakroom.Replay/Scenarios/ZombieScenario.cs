using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Cloakroom.Replay.Stock;
using Cloakroom.Sessions;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cloakroom.Replay.Scenarios;

/// <summary>No single incident but a class (Rack CVE-2025-46336 and others): a renewal in flight brings back a session that was signed out.</summary>
internal sealed class ZombieScenario : Scenario
{
    // What Cloakroom promises for a revocation on all nodes is one second; nobody takes a seat faster.
    private static readonly TimeSpan UntilTheNextSitsDown = TimeSpan.FromSeconds(1.2);

    public override string Name => "zombie";

    public override string Mechanism => "a renewal in flight brings back a session that was signed out";

    public override Task<Fault> ArrangeAsync(SideRun run) => ArrangeAsync(run, new ReportDesk());

    private static async Task<Fault> ArrangeAsync(SideRun run, ReportDesk reports)
    {
        await run.StartPortalAsync(servers: 2, run.HasStockSessions ? StockSessions() : SessionStack.Guarded(new InMemoryStore()), new PortalOptions { Reports = reports });
        await run.PutWatcherInFrontAsync();
        return new Fault(
            () =>
            {
                // Past half of a session's time, so that the next request renews it.
                run.Clock.Advance(SessionStack.SessionTime * 0.55);
                run.Fault.Set(true);
                return Task.CompletedTask;
            },
            () => { });
    }

    public override async Task RunAsync(SideRun run)
    {
        var reports = new ReportDesk();
        var fault = await ArrangeAsync(run, reports);
        var staying = run.Users.Take(run.Users.Count / 4).ToArray();
        var machines = run.Users.Skip(staying.Length).Chunk(2).Where(pair => pair.Length == 2).ToArray();
        await run.EnterAsync(staying.Concat(machines.Select(pair => pair[0])));

        await fault.BeginAsync();
        await Task.WhenAll(machines.Select(pair => ShareMachineAsync(run, pair[0], pair[1], reports))
            .Append(run.BrowseUnaffectedAsync(staying, times: 6))
            .Append(run.VisitAsync(times: 12)));
    }

    private static async Task ShareMachineAsync(SideRun run, VirtualUser first, VirtualUser next, ReportDesk reports)
    {
        // Begun before the sign-out, answered after it: in this order however slow the machine is.
        var held = reports.Hold(first.Member.Id);
        var report = first.GetAsync("/report", run.Stop);
        await Task.WhenAny(held.Begun, report);
        // The profile of a shared machine keeps its cookies: a restored browser session, a backup, a proxy's log.
        var leftBehind = first.Jar.Copy();
        await first.PostAsync("/signout", run.Stop);
        run.Fault.HadEffect();
        held.Release();
        await report;

        await Task.Delay(UntilTheNextSitsDown, run.Stop);
        next.Jar = leftBehind;
        await next.GetAsync("/dashboard", run.Stop);
        await next.GetAsync("/whoami", run.Stop);
    }

    private static SessionStack StockSessions()
    {
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        return SessionStack.Stock(() => new DistributedTicketStore(cache, new RandomTicketKeys()));
    }
}
