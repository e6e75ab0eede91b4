using System.Collections.Concurrent;
using Cloakroom.Hosting;
using Cloakroom.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Sessions;

/// <summary>Writes times of last use in batches, so that no request waits for them. What cannot be written is tried again, then counted.</summary>
internal sealed class TouchWriter(ICloakroomStore store, StoreCalls calls, TimeProvider time, Telemetry telemetry, ILogger<TouchWriter> logger)
    : BackgroundService
{
    private const int MaxPending = 200_000;
    private const int BatchSize = 500;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RecordKey, SessionTouch> _pending = new();

    public void Enqueue(OpenSession session)
    {
        if (_pending.Count < MaxPending)
            _pending[session.Record.Key] = session.Touch();
        else
            telemetry.TouchesLost(1);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync();
    }

    internal async Task FlushAsync()
    {
        var batch = new List<SessionTouch>(BatchSize);
        foreach (var (key, touch) in _pending)
        {
            if (!_pending.TryRemove(new KeyValuePair<RecordKey, SessionTouch>(key, touch)))
                continue;
            batch.Add(touch);
            if (batch.Count == BatchSize)
            {
                if (!await WriteAsync(batch))
                    return;
                batch.Clear();
            }
        }

        if (batch.Count > 0)
            await WriteAsync(batch);
    }

    // What is left when the host stops is flushed by StopAsync.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(time, FlushInterval, _ => FlushAsync(), stoppingToken);

    private async Task<bool> WriteAsync(List<SessionTouch> batch)
    {
        try
        {
            await calls.WriteAsync("touch", token => store.TouchAsync([.. batch], token), CancellationToken.None);
            return true;
        }
        catch (CloakroomException e)
        {
            var lost = 0;
            foreach (var touch in batch)
            {
                // A newer one may have come in; it stands for this one too.
                if (_pending.Count >= MaxPending || !_pending.TryAdd(touch.Key, touch))
                    lost += _pending.ContainsKey(touch.Key) ? 0 : 1;
            }

            if (lost > 0)
            {
                telemetry.TouchesLost(lost);
                Log.TouchesLost(logger, lost, e);
            }

            return false;
        }
    }
}
