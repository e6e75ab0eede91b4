using System.Collections.Concurrent;
using System.Security.Claims;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Stock;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Cachetur's incident in an application with identifiers in its cookies, as an edge sees it: sign-ins under no number are all the same session.</summary>
internal sealed class CacheturIdentifierScenario : Scenario
{
    public override string Name => "cachetur-2022";

    public override string Mechanism => "session storage inaccessible: everyone who signs in shares one session";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        var table = new ConcurrentDictionary<string, ClaimsPrincipal>();
        await SharedIdentifier.StartAsync(run, servers: 1, table, () => new UncheckedCounter(run.Fault));
        return new Fault(
            () =>
            {
                // What was in the storage is out of reach; what is written now goes to memory, as the identifiers say.
                run.Fault.Set(true);
                table.Clear();
                return Task.CompletedTask;
            },
            () => { });
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        await run.EnterAsync(run.Users);

        await fault.BeginAsync();
        await Task.WhenAll(SharedIdentifier.ComeBackAsync(run, run.Users, isSignedOut: false), run.VisitAsync(times: 12));
        await run.RecoverAsync(run.Users);
    }
}
