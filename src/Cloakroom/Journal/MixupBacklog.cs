using System.Collections.Concurrent;
using Cloakroom.Hosting;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Journal;

/// <summary>
/// Mix-ups that are answered and not on record yet: the store did not take them in time, or they are too many to wait for each. Written a batch at a time, as soon
/// as the store takes them: in the order in which they came, but for what it refused, which comes last. See decision 0020.
/// </summary>
internal sealed class MixupBacklog(ICloakroomStore store, StoreCalls calls, IOptions<CloakroomOptions> options, TimeProvider time, Telemetry telemetry, ILogger<MixupBacklog> logger) : BackgroundService
{
    /// <summary>Of some 1,000 bytes each. What comes when there are as many is lost.</summary>
    public const int MaxWaiting = 50_000;

    // One commit. What an application writes meanwhile waits no longer than for that.
    private const int BatchSize = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Mixup> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private int _count;
    private long _lost;

    public int Waiting => Volatile.Read(ref _count);

    /// <summary>How many the process had when it ended.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <returns>False when there is no room.</returns>
    public bool TryAdd(Mixup mixup)
    {
        if (Interlocked.Increment(ref _count) > MaxWaiting)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _waiting.Enqueue(mixup);
        telemetry.MixupDelayed(mixup.Kind);
        return true;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
        var left = 0;
        for (; _waiting.TryDequeue(out var mixup); left++)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _lost);
            telemetry.MixupLost(mixup.Kind);
        }

        if (left > 0)
            Log.MixupsDropped(logger, left);
    }

    public override void Dispose()
    {
        base.Dispose();
        _writing.Dispose();
    }

    /// <summary>Writes what waits, up to the first that the store does not take.</summary>
    internal async Task WriteAsync()
    {
        await _writing.WaitAsync();
        try
        {
            while (await WriteBatchAsync())
            {
                // Until there is none, or it fails.
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    // What is left when the host stops is written by StopAsync.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(time, Interval, token => WriteAsync().WaitAsync(token), stoppingToken);

    private async Task<bool> WriteBatchAsync()
    {
        var batch = new List<Mixup>(BatchSize);
        while (batch.Count < BatchSize && _waiting.TryDequeue(out var mixup))
            batch.Add(mixup);
        var written = await Task.WhenAll(batch.Select(TryWriteAsync));
        for (var i = 0; i < batch.Count; i++)
        {
            if (written[i])
                Interlocked.Decrement(ref _count);
            else
                _waiting.Enqueue(batch[i]);
        }

        return batch.Count > 0 && Array.TrueForAll(written, done => done);
    }

    private async Task<bool> TryWriteAsync(Mixup mixup)
    {
        try
        {
            var place = await calls.RunAsync("append-mixup", token => store.AppendMixupAsync(mixup, token), options.Value.Store.WriteTimeout, CancellationToken.None);
            if (place is { OpensIncident: true, IncidentId: { } incident })
            {
                telemetry.Incident(mixup.Kind);
                Log.IncidentOpened(logger, mixup.Kind.Code(), mixup.Route, incident);
            }

            return true;
        }
        catch (CloakroomException)
        {
            // Logged by the call; tried again in a second.
            return false;
        }
    }
}
