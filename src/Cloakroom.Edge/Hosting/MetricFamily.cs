using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Cloakroom.Edge.Hosting;

/// <summary>One instrument's series. Recording finds its series by comparing tags in place, so that a measurement of a request allocates nothing.</summary>
internal sealed class MetricFamily
{
    /// <summary>No tag of ours is unbounded; should one be, the rest shares a series.</summary>
    private const int MostSeries = 500;

    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _lock = new();
    private readonly string _type;
    private readonly string _help;
    private readonly bool _isObserved;
    private readonly double[]? _bounds;
    private MetricSeries[] _series = [];

    public MetricFamily(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var isHistogram = kind == typeof(Histogram<>);
        var isCounter = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
        _isObserved = instrument.IsObservable;
        _type = isHistogram ? "histogram" : isCounter ? "counter" : "gauge";
        _help = (instrument.Description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        _bounds = isHistogram ? BoundsOf(instrument) : null;
        IsSum = isCounter || kind == typeof(UpDownCounter<>);
        Name = Label(instrument.Name) + (instrument.Unit == "s" ? "_seconds" : instrument.Unit == "By" ? "_bytes" : "") + (isCounter ? "_total" : "");
        Instrument = instrument.Name;
    }

    public string Name { get; }

    private string Instrument { get; }

    // Of a counter what is recorded adds up; of a gauge, and of a counter that is asked, it is the value itself.
    private bool IsSum { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags);
        if (_bounds is not null)
            series.Observe(value, _bounds);
        else if (IsSum && !_isObserved)
            series.Add(value);
        else
            series.Set(value);
    }

    /// <summary>What is asked anew may have fewer series than the last time: a server that is gone is not 0 but gone.</summary>
    public void BeforeObserving()
    {
        if (_isObserved)
            Volatile.Write(ref _series, []);
    }

    public void Write(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(_help).Append('\n').Append("# TYPE ").Append(Name).Append(' ').Append(_type).Append('\n');
        foreach (var series in Volatile.Read(ref _series))
            series.Write(text, Name, _bounds);
    }

    public void WriteCounters(JsonObject counters)
    {
        if (_type != "counter")
            return;
        foreach (var series in Volatile.Read(ref _series))
            counters[Instrument + series.Labels] = JsonValue.Create((long)series.Value);
    }

    public static string Label(string name) => string.Create(name.Length, name, static (label, name) =>
    {
        for (var i = 0; i < label.Length; i++)
            label[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '_';
    });

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in Volatile.Read(ref _series))
        {
            if (series.Has(tags))
                return series;
        }

        lock (_lock)
        {
            foreach (var series in _series)
            {
                if (series.Has(tags))
                    return series;
            }

            if (_series.Length >= MostSeries)
                return _series[^1];
            var added = new MetricSeries(tags, _bounds?.Length ?? 0);
            Volatile.Write(ref _series, [.. _series, added]);
            return added;
        }
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Instrument<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => Seconds,
    };
}
