using Cloakroom.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Sessions;

/// <summary>Deletes what is past its retention, once a minute, in the store's bounded batches.</summary>
internal sealed class Purger(ICloakroomStore store, StoreCalls calls, IOptions<CloakroomOptions> options, TimeProvider time, ILogger<Purger> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Nodes read the feed several times a second; ten minutes cover a node that was paused, and one paused for longer starts afresh.
    private static readonly TimeSpan ChangeRetention = TimeSpan.FromMinutes(10);
    private const int MaxRounds = 100;

    internal async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMilliseconds();
        var retention = options.Value.Retention;
        var cutoffs = new PurgeCutoffs(now, now - retention.EndedSessions, now - ChangeRetention, now - retention.Mixups, now - retention.Uses);
        for (var round = 0; round < MaxRounds; round++)
        {
            var gone = await calls.WriteAsync("purge", token => store.PurgeAsync(cutoffs, token), cancellationToken);
            if (gone == 0)
                return;
        }
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
