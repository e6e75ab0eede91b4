using System.Diagnostics.Metrics;
using Cloakroom.Journal;

namespace Cloakroom.Bench.Servers;

/// <summary>Counts the store calls that requests make, for Cloakroom by its own metric, whose every store call goes through one place.</summary>
internal sealed class StoreCallCounter : IDisposable
{
    // What the node does by itself, at its own pace, however many requests there are.
    private static readonly HashSet<string> Background = ["read-control", "canary", "touch", "append-uses", "purge"];

    private readonly MeterListener _listener = new();
    private long _count;

    public StoreCallCounter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            // This instrument alone: listening to the counter of requests would cost the requests.
            if (instrument.Meter.Name == Telemetry.Name && instrument.Name == "cloakroom.store.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (key, value) in tags)
            {
                if (key == "cloakroom.operation" && value is string operation && !Background.Contains(operation))
                    Note();
            }
        });
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Note() => Interlocked.Increment(ref _count);

    public void Dispose() => _listener.Dispose();
}
