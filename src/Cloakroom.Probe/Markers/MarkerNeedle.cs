namespace Cloakroom.Probe.Markers;

/// <summary>One form of a marker.</summary>
internal sealed record MarkerNeedle(BookedMarker Marker, MarkerForm Form);

/// <summary>A marker in the book, until it turns out to be nobody's.</summary>
internal sealed class BookedMarker(Marker marker)
{
    private volatile bool _isRetired;

    public Marker Marker => marker;

    /// <summary>In how many forms it is searched.</summary>
    public required int NeedleCount { get; init; }

    public bool IsRetired => _isRetired;

    public void Retire() => _isRetired = true;
}
