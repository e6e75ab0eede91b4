using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.KeyValue;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Wyze, 16 February 2024: after an outage a cache client under load mixed up user and device ids.</summary>
internal sealed class WyzeScenario : Scenario
{
    public override string Name => "wyze-2024";

    public override string Mechanism => "a cache client under load sends one caller's question with another's key";

    public override async Task RunAsync(SideRun run)
    {
        var remote = RemoteSessions.Start(run, address => new SharedRequestClient(address, poolSize: 2, run.Fault));
        await run.StartPortalAsync(servers: 1, remote.Stack);
        await run.PutWatcherInFrontAsync();
        await run.EnterAsync(run.Users);

        // Everybody comes back at the same moment.
        run.Fault.Set(true);
        remote.Server.ReplyTime = TimeSpan.FromMilliseconds(3);
        await Task.WhenAll(run.UseAsync(run.Users, times: 5), run.VisitAsync(times: 12));
        remote.Server.ReplyTime = TimeSpan.Zero;
        await run.RecoverAsync(run.Users);
    }
}
