using Cloakroom.Edge.Configuration;
using Cloakroom.Edges;
using Cloakroom.Hosting;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Control;

/// <summary>Forgets what edges need no more, every ten minutes, in the store's bounded batches.</summary>
internal sealed class EdgePurger(IEdgeStore store, StoreCalls calls, EdgeStoreOptions options, TimeProvider time, ILogger<EdgePurger> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan NodeRetention = TimeSpan.FromDays(1);

    // A first purge after a long stop may have much to do; each batch of it is a write of its own.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    internal async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var cutoffs = new EdgeCutoffs(now - options.IssueRetention, now - EdgeControlView.EpochRetention, now - NodeRetention);
        await calls.RunAsync("purge-edges", token => store.PurgeEdgesAsync(cutoffs, token), Limit, cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(time, Interval, TryPurgeAsync, stoppingToken);

    private async Task TryPurgeAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PurgeAsync(stoppingToken);
        }
        catch (CloakroomException e) when (!stoppingToken.IsCancellationRequested)
        {
            Log.PurgeFailed(logger, e);
        }
    }
}
