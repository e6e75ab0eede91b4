namespace Cloakroom.Probe.Markers;

/// <summary>All markers of all accounts, and where any of them stands in a text, in whichever form. Grows while it is read.</summary>
internal sealed class MarkerBook
{
    public IReadOnlyList<Marker> All => throw new NotImplementedException();

    /// <summary>Takes a marker in.</summary>
    /// <returns>Why it cannot be used (too short to be nobody else's, or another account's as well); null when it can.</returns>
    public string? Add(Marker marker) => throw new NotImplementedException();
}
