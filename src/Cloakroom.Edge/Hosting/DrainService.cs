using Cloakroom.Edge.Forwarding;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Hosting;

/// <summary>On SIGTERM: readiness says no at once, requests that are under way may finish, and only then do listeners close.</summary>
internal sealed class DrainService(Drain drain, UpstreamPools pools, IServer server, TimeProvider clock, ILogger<DrainService> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // To end connections properly: an event stream goes on until somebody ends it.
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(1);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        drain.Begin();
        var limit = pools.Options?.DrainTimeout ?? TimeSpan.Zero;
        var begin = clock.GetTimestamp();
        var running = pools.Running;
        if (running > 0)
            Log.Draining(logger, running, limit);

        try
        {
            while (pools.Running > 0 && clock.GetElapsedTime(begin) < limit)
                await Task.Delay(Interval, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host gives up earlier.
        }

        running = pools.Running;
        if (running > 0)
            Log.DrainOver(logger, running);
        drain.End();
        await EndConnectionsAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the host would, which gives it all the time that is left: those who stop after it still have to tell the store.</summary>
    private async Task EndConnectionsAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Closing, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await server.StopAsync(either.Token);
    }
}
