namespace Cloakroom.Control;

/// <summary>The mode in force, and who set it, why and when.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="By">Who set it, as given by the caller.</param>
/// <param name="Why">The reason given.</param>
/// <param name="Since">When it was set, UTC, millisecond precision.</param>
public sealed record ModeState(CloakroomMode Mode, string By, string Why, DateTimeOffset Since)
{
    internal static ModeState Initial { get; } = new(CloakroomMode.Open, "cloakroom", "initial", DateTimeOffset.UnixEpoch);
}
