using System.Globalization;
using System.Text;

namespace Cloakroom.Edge.Hosting;

/// <summary>One combination of tags and what was measured with it.</summary>
internal sealed class MetricSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, int bounds)
{
    private readonly KeyValuePair<string, object?>[] _tags = tags.ToArray();
    private readonly long[] _buckets = new long[bounds + 1];
    private double _value;
    private long _count;

    public double Value => Volatile.Read(ref _value);

    /// <summary><c>{a="b"}</c>, or nothing.</summary>
    public string Labels { get; } = LabelsOf(tags);

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length)
            return false;
        for (var i = 0; i < tags.Length; i++)
        {
            if (!ReferenceEquals(tags[i].Key, _tags[i].Key) && tags[i].Key != _tags[i].Key)
                return false;
            if (!ReferenceEquals(tags[i].Value, _tags[i].Value) && !Equals(tags[i].Value, _tags[i].Value))
                return false;
        }

        return true;
    }

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        double seen;
        do
        {
            seen = Volatile.Read(ref _value);
        }
        while (!seen.Equals(Interlocked.CompareExchange(ref _value, seen + value, seen)));
    }

    public void Observe(double value, double[] bounds)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _count);
        Add(value);
    }

    public void Write(StringBuilder text, string name, double[]? bounds)
    {
        if (bounds is null)
        {
            Line(text, name, Labels, MetricFamily.Text(Value));
            return;
        }

        var count = 0L;
        for (var i = 0; i <= bounds.Length; i++)
        {
            count += Volatile.Read(ref _buckets[i]);
            var bound = i < bounds.Length ? MetricFamily.Text(bounds[i]) : "+Inf";
            Line(text, name + "_bucket", Labels.Length == 0 ? $"{{le=\"{bound}\"}}" : $"{Labels[..^1]},le=\"{bound}\"}}", Text(count));
        }

        Line(text, name + "_sum", Labels, MetricFamily.Text(Value));
        Line(text, name + "_count", Labels, Text(count));
    }

    private static void Line(StringBuilder text, string name, string labels, string value) => text.Append(name).Append(labels).Append(' ').Append(value).Append('\n');

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";
        var labels = new StringBuilder("{");
        foreach (var (key, value) in tags)
        {
            if (labels.Length > 1)
                labels.Append(',');
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append(MetricFamily.Label(key)).Append("=\"")
                .Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return labels.Append('}').ToString();
    }
}
