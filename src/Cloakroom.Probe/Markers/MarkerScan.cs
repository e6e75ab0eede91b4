namespace Cloakroom.Probe.Markers;

/// <summary>What one response holds of markers.</summary>
/// <param name="HasOwn">Whether any of the receiver's own is among them.</param>
/// <param name="Foreign">Those of others, each once for the body and for each header, the first place of each.</param>
internal readonly record struct MarkerScan(bool HasOwn, IReadOnlyList<MarkerHit> Foreign)
{
    public static MarkerScan Nothing { get; } = new(false, []);
}
