using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Stock;

namespace Cloakroom.Replay.Scenarios;

/// <summary>TopCashback's incident in an application with identifiers in its cookies, as an edge sees it: two servers allocate the same ones.</summary>
internal sealed class TopCashbackIdentifierScenario : Scenario
{
    public override string Name => "topcashback-2017";

    public override string Mechanism => "the same session id is allocated to several users";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        var (secret, servers) = (RandomNumberGenerator.GetBytes(32), 0);
        await SharedIdentifier.StartAsync(
            run, servers: 2, new ConcurrentDictionary<string, ClaimsPrincipal>(), () => new BlockTicketKeys(Interlocked.Increment(ref servers), secret, run.Fault));
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
            await Task.WhenAll(SharedIdentifier.ComeBackAsync(run, after, isSignedOut: true), run.BrowseUnaffectedAsync(before, times: 3), run.VisitAsync(times: 4));
        }

        await run.RecoverAsync(after);
    }
}
