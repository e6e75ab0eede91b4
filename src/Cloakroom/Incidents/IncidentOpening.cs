namespace Cloakroom.Incidents;

/// <summary>What somebody said who opened an incident by hand, since something else than Cloakroom had found it.</summary>
/// <param name="From">From when on it was, UTC, millisecond precision.</param>
/// <param name="To">Until when.</param>
/// <param name="By">Who opened it.</param>
/// <param name="Reason">Why.</param>
internal sealed record IncidentOpening(DateTimeOffset From, DateTimeOffset To, string By, string Reason);
