namespace Cloakroom;

/// <summary>What failed, stable across versions: for alerts, tests and support, where messages may change.</summary>
public enum CloakroomErrorCode
{
    /// <summary>The store failed, timed out or was cancelled. Nothing is known about the session. HTTP 503.</summary>
    StoreUnavailable,

    /// <summary>The store answered with a record that does not open (mix-up <c>foreign-record</c>). HTTP 503.</summary>
    ForeignRecord,

    /// <summary>Sign-in is closed by the mode, or because this node's canary failed. HTTP 503.</summary>
    SignInClosed,

    /// <summary>The mode is <c>ReadOnly</c> and the request would change something. HTTP 503.</summary>
    ReadOnly,

    /// <summary>The mode is <c>Closed</c>: no session is served. HTTP 503.</summary>
    Closed,

    /// <summary>A session was issued, read or written by the flow of another request (invariant I6). HTTP 500.</summary>
    CrossFlow,

    /// <summary>The store already held a freshly generated key (mix-up <c>duplicate-issue</c>). HTTP 503.</summary>
    DuplicateIssue,

    /// <summary>A response carried the owner tag of another session (mix-up <c>foreign-owner</c>). HTTP 503.</summary>
    ForeignOwner,

    /// <summary>Two requests wrote the same key of the session's data at the same time (invariant I11). HTTP 409.</summary>
    SessionConflict,

    /// <summary>The session ended while the request was running, so its data could not be written. HTTP 401.</summary>
    SessionEnded,

    /// <summary>The subject has as many sessions as allowed and the policy refuses another. HTTP 403.</summary>
    TooManySessions,

    /// <summary>The session's claims and data exceed the configured size. HTTP 500.</summary>
    SessionTooLarge,

    /// <summary>The response has started, or its route is static, so no cookie can be issued. HTTP 500.</summary>
    ResponseNotWritable,

    /// <summary>The request came over plain http, where <c>__Host-</c> cookies cannot be set. HTTP 500.</summary>
    InsecureTransport,

    /// <summary>Cloakroom is not set up as its documentation says. HTTP 500.</summary>
    Misconfigured,

    /// <summary>The store's file or schema cannot be used as it is; the message names it and the remedy. HTTP 503.</summary>
    StoreUnusable,
}
