namespace Cloakroom.Control;

/// <summary>One line of the control audit trail.</summary>
/// <param name="At">When, UTC, millisecond precision.</param>
/// <param name="Action">What was done: <c>mode Closed</c>, <c>revoke all</c>, <c>revoke tenant T</c>, <c>revoke subject S</c>.</param>
/// <param name="By">Who did it, as given by the caller.</param>
/// <param name="Why">The reason given.</param>
public sealed record ControlEntry(DateTimeOffset At, string Action, string By, string Why);
