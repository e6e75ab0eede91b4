namespace Cloakroom.Edge.Guard;

/// <summary>What becomes of the cookies of a first visit.</summary>
internal enum VisitState
{
    /// <summary>The request has none.</summary>
    None,

    /// <summary>They open.</summary>
    Open,

    /// <summary>They open, for the last time: this request signs in.</summary>
    Ends,

    /// <summary>Somebody has signed in with them a moment ago, perhaps this very browser: they do not open, and nothing but another sign-in may take the place of what is on its way to it.</summary>
    JustEnded,

    /// <summary>They do not open any more; the browser begins anew.</summary>
    Ended,
}
