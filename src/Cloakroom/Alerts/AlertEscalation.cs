namespace Cloakroom.Alerts;

/// <summary>What an incident has grown to.</summary>
/// <param name="What">What is counted.</param>
/// <param name="Reached">1 for the first mix-up in which something was served, else a power of ten.</param>
internal sealed record AlertEscalation(AlertCount What, long Reached);

/// <summary>What an incident counts.</summary>
internal enum AlertCount
{
    /// <summary>Mix-ups.</summary>
    Mixups,

    /// <summary>Mix-ups in which something was served.</summary>
    Exposed,
}
