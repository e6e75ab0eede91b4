using Cloakroom.Hosting;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Rates;

/// <summary>Closes a minute, asks the baselines, and keeps a notice of what is not as it was. What it has learned ends with the process.</summary>
internal sealed class RateWatch(
    IRateStore store, StoreCalls calls, RateCounters counters, IOptions<CloakroomOptions> options, TimeProvider time, Telemetry telemetry, ILogger<RateWatch> logger)
    : BackgroundService
{
    // A signal has four an hour at most; a store that is down for a day loses none.
    private const int MaxWaiting = 500;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<RateSignal, RateBaseline> _baselines =
        RateSignals.All.Where(options.Value.Rates.Watches).ToDictionary(signal => signal, signal => new RateBaseline(RateModel.Of(signal)));
    private readonly Queue<RateNotice> _waiting = new();
    private PeriodicTimer? _timer;

    /// <summary>How many minutes it has closed.</summary>
    internal int Closed { get; private set; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // The first minute begins here, not when a thread gets round to it: a busy machine would put what comes first into a longer one.
        if (_baselines.Count > 0) _timer = new PeriodicTimer(Minute, time);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _timer?.Dispose();
    }

    /// <summary>Ends the minute. Called by its own timer alone.</summary>
    internal async Task CloseMinuteAsync()
    {
        var minute = counters.TakeMinute();
        var now = time.GetUtcNow().TruncateToMilliseconds();
        foreach (var (signal, baseline) in _baselines)
        {
            if (baseline.Close(minute[signal]) is { } alarm)
                Tell(new RateNotice
                {
                    Id = PublicId.Create(),
                    Signal = signal,
                    Node = Environment.MachineName,
                    At = now,
                    Window = alarm.Window,
                    Past = alarm.Past,
                    Expected = alarm.Expected,
                });
        }

        await WriteAsync();
        Closed++;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _timer is { } timer ? PeriodicWork.RunAsync(timer, _ => CloseMinuteAsync(), stoppingToken) : Task.CompletedTask;

    private void Tell(RateNotice notice)
    {
        telemetry.RateNotice(notice.Signal);
        Log.Notice(logger, notice.Signal.Code(), notice.Words);
        if (_waiting.Count >= MaxWaiting)
        {
            _waiting.Dequeue();
            Log.NoticeDropped(logger, MaxWaiting);
        }

        _waiting.Enqueue(notice);
    }

    private async Task WriteAsync()
    {
        while (_waiting.TryPeek(out var notice))
        {
            try
            {
                await calls.WriteAsync("append-rate-notice", token => store.AppendRateNoticeAsync(notice, token), CancellationToken.None);
            }
            catch (CloakroomException)
            {
                // Logged by the call; tried again in a minute.
                return;
            }

            _waiting.Dequeue();
        }
    }
}
