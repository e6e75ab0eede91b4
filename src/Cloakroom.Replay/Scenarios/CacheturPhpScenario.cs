using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Cachetur as it was built: a PHP application whose session storage becomes inaccessible, and which does not notice.</summary>
internal sealed class CacheturPhpScenario : Scenario
{
    private const int Groups = 10;

    public override string Name => "cachetur-2022";

    public override string Mechanism => "session storage inaccessible: everyone who signs in to PHP shares one session";

    public override string? WhyUnavailable => Prerequisites.WhyUnavailable(ApplicationKind.ResilientPhp);

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        var assets = run.Owns(new AssetFolder(rounds: 0, count: 0));
        var php = await run.StartApplicationAsync(ApplicationKind.ResilientPhp, assets);
        if (run.Side == Side.Cloakroom) await run.PutEdgeInFrontAsync("PHPSESSID");
        return new Fault(
            () =>
            {
                php.Sessions.TakeAway();
                run.Fault.Set(true);
                run.Fault.HadEffect();
                return Task.CompletedTask;
            },
            php.Sessions.BringBack);
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        await run.EnterAsync(run.Users);

        await fault.BeginAsync();
        await Task.WhenAll(ComeBackAsync(run), run.VisitAsync(times: 2 * Groups));
        fault.End();
        await run.RecoverAsync(run.Users);
    }

    // In groups that come one after the other, each of which signs in and then looks: the page that the first holder of an id asks for in the
    // very moment of the second sign-in is beyond any guard outside the application (docs/replays.md, "Cannot").
    private static async Task ComeBackAsync(SideRun run)
    {
        var here = new List<VirtualUser>();
        foreach (var group in run.Random.Shuffled(run.Users).Chunk(Math.Max(2, run.Users.Count / Groups)))
        {
            here.AddRange(group);
            var pages = await Task.WhenAll(here.Select(user => user.GetAsync("/dashboard", run.Stop)));
            await Task.WhenAll(here.Where((_, i) => !pages[i].IsSuccess).Select(user => user.SignInAsync(run.Stop)));
            await Task.WhenAll(here.Select(user => user.GetAsync("/whoami", run.Stop)));
        }
    }
}
