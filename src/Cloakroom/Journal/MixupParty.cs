namespace Cloakroom.Journal;

/// <summary>One side of a mix-up.</summary>
/// <param name="Subject">The user's id; null when anonymous or unknown.</param>
/// <param name="SessionId">The public session id; null when unknown.</param>
public sealed record MixupParty(string? Subject, string? SessionId)
{
    /// <summary>Stands before the tag of a browser that is known by its binding alone, as edges name subjects.</summary>
    internal const string Browser = "binding:";

    /// <summary>The user's tenant; null when there is none, or it is not known.</summary>
    public string? Tenant { get; init; }

    /// <summary>Nobody that can be named.</summary>
    public static MixupParty Unknown { get; } = new(null, null);

    /// <summary>Whether subject and session name the same browser, and nothing else is known.</summary>
    internal bool IsBrowserAlone => SessionId is not null && Subject == Browser + SessionId;
}
