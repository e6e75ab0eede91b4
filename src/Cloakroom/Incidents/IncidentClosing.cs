namespace Cloakroom.Incidents;

/// <summary>That an incident is over. Only people can tell.</summary>
/// <param name="At">When it was closed, UTC, millisecond precision.</param>
/// <param name="By">Who closed it.</param>
/// <param name="Reason">Why.</param>
internal sealed record IncidentClosing(DateTimeOffset At, string By, string Reason);
