namespace Cloakroom.Probe.Markers;

/// <summary>Where a marker stands.</summary>
/// <param name="Marker">Which.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Header">The field's name; null in the body.</param>
/// <param name="Offset">In the body or the field's value, in bytes.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct MarkerHit(Marker Marker, MarkerForm Form, string? Header, int Offset, int Length)
{
    /// <summary>As <see cref="Findings.Sighting.Place"/> has it.</summary>
    public string Place => Header is null ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"body at {Offset}") : $"header {Header}";
}
