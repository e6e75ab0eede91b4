namespace Cloakroom.Edge.Hosting;

/// <summary>What the edge itself has to say to somebody.</summary>
internal enum PageKind
{
    /// <summary>503: nobody can sign in for now.</summary>
    SignInClosed,

    /// <summary>503: nothing can be changed for now.</summary>
    ReadOnly,

    /// <summary>503: everything is closed for now.</summary>
    Closed,

    /// <summary>503: the application's response was held back, since it may have been somebody else's.</summary>
    ResponseRefused,

    /// <summary>401: the session cookie is not this browser's.</summary>
    Unauthorized,
}
