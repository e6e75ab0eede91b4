namespace Cloakroom.Journal;

/// <summary>The exact signatures of a mix-up. The codes in logs, metrics and stores are the kebab-case names.</summary>
public enum MixupKind
{
    /// <summary><c>foreign-binding</c>: a valid session token arrived with the binding of another session, or with none.</summary>
    ForeignBinding,

    /// <summary><c>foreign-record</c>: the store answered a key with a record that does not open.</summary>
    ForeignRecord,

    /// <summary><c>duplicate-issue</c>: one session value was about to be issued to two browsers.</summary>
    DuplicateIssue,

    /// <summary><c>cross-flow</c>: a session was issued or used by the flow of another request.</summary>
    CrossFlow,

    /// <summary><c>foreign-owner</c>: a response carried the owner tag of another session than the request's.</summary>
    ForeignOwner,

    /// <summary><c>cookie-on-cacheable</c>: a guarded <c>Set-Cookie</c> was about to leave on a cacheable response.</summary>
    CookieOnCacheable,

    /// <summary><c>cookie-to-static</c>: guarded cookies arrive on static routes behind a CDN, the precursor of a leak.</summary>
    CookieToStatic,

    /// <summary><c>superseded</c>: a token that was rotated away came back after its grace period.</summary>
    Superseded,

    /// <summary><c>canary</c>: the store's canary read back wrong.</summary>
    Canary,
}
