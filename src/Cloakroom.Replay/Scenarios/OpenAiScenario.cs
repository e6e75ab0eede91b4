using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.KeyValue;

namespace Cloakroom.Replay.Scenarios;

/// <summary>ChatGPT, 20 March 2023: cancelled requests left their answers on pooled connections, for whoever came next.</summary>
internal sealed class OpenAiScenario : Scenario
{
    public override string Name => "openai-2023";

    public override string Mechanism => "a cancelled request leaves its answer on a pooled connection for the next caller";

    public override async Task<Fault> ArrangeAsync(SideRun run)
    {
        var remote = RemoteSessions.Start(run, address => new CancelUnsafeClient(address, poolSize: 8, limit: TimeSpan.FromMilliseconds(50), run.Fault));
        await run.StartPortalAsync(servers: 1, remote.Stack);
        await run.PutWatcherInFrontAsync();
        return new Fault(
            () =>
            {
                // The server slows down, and people do not wait.
                run.Fault.Set(true);
                remote.Server.ReplyTime = TimeSpan.FromMilliseconds(8);
                remote.Server.StallEvery = 10;
                return Task.CompletedTask;
            },
            () =>
            {
                remote.Server.ReplyTime = TimeSpan.Zero;
                remote.Server.StallEvery = 0;
            });
    }

    public override async Task RunAsync(SideRun run)
    {
        var fault = await ArrangeAsync(run);
        await run.EnterAsync(run.Users);

        await fault.BeginAsync();
        await Task.WhenAll(Traffic.AllAsync(run.Users, user => HurryAsync(run, user, times: 10)), run.VisitAsync(times: 12));
        fault.End();
        await run.RecoverAsync(run.Users);
    }

    private static async Task HurryAsync(SideRun run, VirtualUser user, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(run.Stop);
            if (user.Random.Next(3) == 0) patience.CancelAfter(TimeSpan.FromMilliseconds(5 + user.Random.Next(60)));
            await user.GetAsync("/dashboard", patience.Token);
            await user.GetAsync("/whoami", run.Stop);
        }
    }
}
