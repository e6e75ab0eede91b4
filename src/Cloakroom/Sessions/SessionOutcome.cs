namespace Cloakroom.Sessions;

/// <summary>What became of the session that a request brought (invariant I3). The outcomes never blend into one another.</summary>
public enum SessionOutcome
{
    /// <summary>The request brought no session, or nothing that could be one.</summary>
    Missing,

    /// <summary>The session opened: the request has a principal or anonymous session data.</summary>
    Valid,

    /// <summary>The session's idle or absolute timeout has passed.</summary>
    Expired,

    /// <summary>The session was ended: by sign-out, by the subject, by an operator, by an epoch, or by rotation.</summary>
    Revoked,

    /// <summary>A token arrived with a binding that is not its own, or the store's record did not open. Never a principal.</summary>
    Foreign,

    /// <summary>The store or the key ring could not answer. Says nothing about the session.</summary>
    Unavailable,
}
