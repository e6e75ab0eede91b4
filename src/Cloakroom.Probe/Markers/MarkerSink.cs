namespace Cloakroom.Probe.Markers;

/// <summary>Takes what the index finds in one text: keeps others' markers, and of one's own that there is any.</summary>
internal ref struct MarkerSink(ReadOnlySpan<byte> text, string receiver, string? header) : INeedleSink
{
    private readonly ReadOnlySpan<byte> _text = text;

    public bool HasOwn { get; private set; }

    public List<MarkerHit>? Foreign { get; private set; }

    public void Found(MarkerNeedle needle, int start, int length)
    {
        var (booked, form) = needle;
        if (booked.IsRetired || !WordEdges.Allow(_text, start, length, form, booked.Marker)) return;
        if (booked.Marker.Account == receiver)
        {
            HasOwn = true;
            return;
        }

        var hit = new MarkerHit(booked.Marker, form, header, start, length);
        Foreign ??= [];
        // What is within another hit of the same owner is no news: the name in the address.
        foreach (var other in Foreign)
        {
            if (other.Marker == booked.Marker || (other.Marker.Account == booked.Marker.Account && IsWithin(hit, other))) return;
        }

        Foreign.RemoveAll(other => other.Marker.Account == booked.Marker.Account && IsWithin(other, hit));
        Foreign.Add(hit);
    }

    private static bool IsWithin(MarkerHit inner, MarkerHit outer) =>
        inner.Offset >= outer.Offset && inner.Offset + inner.Length <= outer.Offset + outer.Length;
}
