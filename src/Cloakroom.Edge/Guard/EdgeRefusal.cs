namespace Cloakroom.Edge.Guard;

/// <summary>Why the edge answers itself.</summary>
internal enum EdgeRefusal
{
    /// <summary>An operator closed sign-in, and this is a route of it.</summary>
    SignInClosed,

    /// <summary>An operator closed changes.</summary>
    ReadOnly,

    /// <summary>An operator closed the site.</summary>
    Closed,

    /// <summary>The session cookie belongs to another browser, and the configuration wants that said.</summary>
    ForeignSession,

    /// <summary>The application issued a session that somebody else has.</summary>
    DuplicateIssue,

    /// <summary>The application made the response for somebody else.</summary>
    ForeignOwner,

    /// <summary>Somebody signed in with the session of a first visit while another request of it was under way: whose page it is cannot be told.</summary>
    VisitEnded,
}
