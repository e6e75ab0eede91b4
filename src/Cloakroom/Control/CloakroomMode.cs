namespace Cloakroom.Control;

/// <summary>How much of the session machinery is in service (invariant I8).</summary>
public enum CloakroomMode
{
    /// <summary>Everything works.</summary>
    Open,

    /// <summary>Existing sessions go on; nobody can sign in. Sign-in is answered 503 with <c>Retry-After</c>.</summary>
    SignInClosed,

    /// <summary>As <see cref="SignInClosed"/>, and requests with a session may only read: unsafe methods (RFC 9110 section 9.2.1) are answered 503.</summary>
    ReadOnly,

    /// <summary>No session is opened: a request that brings one is answered 503. Requests without a session go on.</summary>
    Closed,
}
