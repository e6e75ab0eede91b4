using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Hosting;

/// <summary>Collects what the meter of this edge measures, for Prometheus and <c>/status</c>. No exporter package is needed for a meter of one's own.</summary>
internal sealed class MetricsCollector : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _reading = new();

    public MetricsCollector(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Several edges in one process (tests, replays) have meters of the same name.
            if (instrument.Meter.Name == Telemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument.Name, _ => new MetricFamily(instrument)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>In Prometheus's text format.</summary>
    public string Read()
    {
        var text = new StringBuilder();
        lock (_reading)
        {
            foreach (var family in Observe())
                family.Write(text);
        }

        return text.ToString();
    }

    /// <summary>All sums, by name and tags.</summary>
    public JsonObject ReadCounters()
    {
        var counters = new JsonObject();
        lock (_reading)
        {
            foreach (var family in Observe())
                family.WriteCounters(counters);
        }

        return counters;
    }

    public void Dispose() => _listener.Dispose();

    // What is observed is there until the next asks: its reader holds the lock until all is written.
    private IEnumerable<MetricFamily> Observe()
    {
        foreach (var family in _families.Values)
            family.BeforeObserving();
        _listener.RecordObservableInstruments();
        return _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal);
    }
}
