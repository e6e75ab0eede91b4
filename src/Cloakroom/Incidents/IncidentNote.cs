namespace Cloakroom.Incidents;

/// <summary>What somebody has written down about an incident.</summary>
/// <param name="At">When, UTC, millisecond precision.</param>
/// <param name="By">Who.</param>
/// <param name="Text">What.</param>
internal sealed record IncidentNote(DateTimeOffset At, string By, string Text);
