using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.KeyValue;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Wyze, 16 February 2024: after an outage a cache client under load mixed up user and device ids.</summary>
internal sealed class WyzeScenario : Scenario
{
    public override string Name => "wyze-2024";

    public override string Mechanism => "a cache client under load sends one caller's question with another's key";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        var remote = RemoteSessions.Start(run, address => new SharedRequestClient(address, poolSize: 2, run.Fault));
        await run.StartPortalAsync(servers: 1, remote.Stack);
        await run.PutWatcherInFrontAsync();
        return new Fault(
            () =>
            {
                run.Fault.Set(true);
                remote.Server.ReplyTime = TimeSpan.FromMilliseconds(3);
                return Task.CompletedTask;
            },
            () => remote.Server.ReplyTime = TimeSpan.Zero);
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        await run.EnterAsync(run.Users);

        // Everybody comes back at the same moment.
        await fault.BeginAsync();
        await Task.WhenAll(run.UseAsync(run.Users, times: 5), run.VisitAsync(times: 12));
        fault.End();
        await run.RecoverAsync(run.Users);
    }
}
