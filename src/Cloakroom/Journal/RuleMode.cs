namespace Cloakroom.Journal;

/// <summary>Whether a rule acts or only reports.</summary>
public enum RuleMode
{
    /// <summary>Blocks, and reports as <see cref="MixupDisposition.Blocked"/>. The default of every rule.</summary>
    Enforce,

    /// <summary>Reports as <see cref="MixupDisposition.Exposed"/> and lets the request go on as it would without the rule.</summary>
    Observe,
}
