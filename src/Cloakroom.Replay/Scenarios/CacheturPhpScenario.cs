using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Cachetur as it was built: a PHP application whose session storage becomes inaccessible, and which does not notice.</summary>
internal sealed class CacheturPhpScenario : Scenario
{
    public override string Name => "cachetur-2022";

    public override string Mechanism => "session storage inaccessible: everyone who signs in to PHP shares one session";

    public override string? WhyUnavailable => Prerequisites.WhyUnavailable(ApplicationKind.ResilientPhp);

    public override async Task RunAsync(SideRun run)
    {
        var assets = run.Owns(new AssetFolder(rounds: 0, count: 0));
        var php = await run.StartApplicationAsync(ApplicationKind.ResilientPhp, assets);
        if (run.Side == Side.Cloakroom) await run.PutEdgeInFrontAsync("PHPSESSID");
        await run.EnterAsync(run.Users);

        php.Sessions.TakeAway();
        run.Fault.Set(true);
        run.Fault.HadEffect();
        await Task.WhenAll(run.UseAsync(run.Users, times: 6, over: TimeSpan.FromMilliseconds(300)), run.VisitAsync(times: 12));
        php.Sessions.BringBack();
        await run.RecoverAsync(run.Users);
    }
}
