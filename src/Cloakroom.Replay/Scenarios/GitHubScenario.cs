using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Scenarios;

/// <summary>GitHub, March 2021: a background thread and a request shared one request object, and a session landed in another user's answer.</summary>
internal sealed class GitHubScenario : Scenario
{
    public override string Name => "github-2021";

    public override string Mechanism => "background work keeps the request object, which by then is another user's";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        await run.StartPortalAsync(
            servers: 1,
            run.HasStockSessions ? SessionStack.Stock() : SessionStack.Guarded(new InMemoryStore()),
            new PortalOptions { PageTime = TimeSpan.FromMilliseconds(10) });
        var proxy = await MultiplexingProxy.StartAsync(run.Portal, connections: 2, run.Stop);
        run.PutInFront(proxy, proxy.Address);
        await run.PutWatcherInFrontAsync();
        return Fault.Of(run);
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        await run.EnterAsync(run.Users);

        // A quarter use the defective feature. The others only look at pages, over the same connections.
        await fault.BeginAsync();
        var exporting = run.Users.Take(run.Users.Count / 4).ToArray();
        var browsing = run.Users.Skip(exporting.Length).ToArray();
        var times = Math.Clamp(480 / run.Users.Count, 3, 30);
        await Task.WhenAll(
            Traffic.AllAsync(exporting, user => ExportAsync(run, user, times)),
            // Where nothing is guarded they are touched: a session that is put into their answer takes the place of their own.
            run.Watcher is null ? run.BrowseUnaffectedAsync(browsing, times) : BrowseAsync(run, browsing, times),
            run.VisitAsync(times: 4));
    }

    private static Task BrowseAsync(SideRun run, IEnumerable<VirtualUser> users, int times) => Traffic.AllAsync(users, async user =>
    {
        for (var i = 0; i < times; i++) await user.GetAsync("/dashboard", run.Stop);
    });

    private static async Task ExportAsync(SideRun run, VirtualUser user, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await user.PostAsync("/export", run.Stop);
            await user.GetAsync("/dashboard", run.Stop);
        }
    }
}
