using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cloakroom.Journal;

namespace Cloakroom.Replay.Harness;

/// <summary>What Cloakroom reports while a scenario runs.</summary>
internal sealed class MixupRecorder : IMixupListener, IDisposable
{
    private readonly ConcurrentQueue<(long At, Mixup Mixup)> _heard = new();
    private readonly ConcurrentQueue<MeterListener> _meters = new();
    private readonly ConcurrentDictionary<string, int> _repeated = new(StringComparer.Ordinal);

    public IEnumerable<Mixup> All => _heard.Select(entry => entry.Mixup);

    /// <summary>Every mix-up that was blocked: the reported ones, and those between the same parties that fell into the same report.</summary>
    public int Blocked
    {
        get
        {
            var blocked = All.Where(mixup => mixup.Disposition == MixupDisposition.Blocked).ToArray();
            return blocked.Length + blocked.Select(mixup => mixup.Kind.Code()).Distinct().Sum(kind => _repeated.GetValueOrDefault(kind));
        }
    }

    /// <summary>Counts repetitions on one server: they are not reported one by one, only counted by its meter.</summary>
    public void Watch(IMeterFactory meters)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name == "cloakroom.mixups.repeated") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var (key, value) in tags)
            {
                if (key == "cloakroom.kind" && value is string kind) _repeated.AddOrUpdate(kind, (int)count, (_, n) => n + (int)count);
            }
        });
        listener.Start();
        _meters.Enqueue(listener);
    }

    public void OnMixup(Mixup mixup) => _heard.Enqueue((Stopwatch.GetTimestamp(), mixup));

    public void Dispose()
    {
        foreach (var listener in _meters) listener.Dispose();
    }

    /// <summary>From a moment to the first report after it; null when there was none.</summary>
    public TimeSpan? TimeSince(long? effect)
    {
        if (effect is not { } start) return null;
        foreach (var (at, _) in _heard)
        {
            if (at >= start) return Stopwatch.GetElapsedTime(start, at);
        }

        return null;
    }
}
