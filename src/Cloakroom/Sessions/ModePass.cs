namespace Cloakroom.Sessions;

/// <summary>Whether the mode concerns a request.</summary>
internal enum ModePass
{
    /// <summary>It does.</summary>
    None,

    /// <summary>It is one by which an operator acts.</summary>
    Operator,

    /// <summary>It is one of <c>cloakroom verify</c>: what it provokes and is refused is no mix-up, either.</summary>
    Verify,
}
