using Cloakroom.Edge.Forwarding;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Hosting;

/// <summary>On SIGTERM: readiness says no at once, requests that are under way may finish, and only then do listeners close.</summary>
internal sealed class DrainService(Drain drain, UpstreamPools pools, TimeProvider clock, ILogger<DrainService> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

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
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
