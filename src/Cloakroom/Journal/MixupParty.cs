namespace Cloakroom.Journal;

/// <summary>One side of a mix-up.</summary>
/// <param name="Subject">The user's id; null when anonymous or unknown.</param>
/// <param name="SessionId">The public session id; null when unknown.</param>
public sealed record MixupParty(string? Subject, string? SessionId)
{
    /// <summary>Nobody that can be named.</summary>
    public static MixupParty Unknown { get; } = new(null, null);
}
