namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What somebody got of somebody else's.</summary>
[Flags]
internal enum Leak
{
    None = 0,

    /// <summary>A body that was made for another.</summary>
    Body = 1,

    /// <summary>A <c>Set-Cookie</c> of another's arrived. What it is good for is told apart below.</summary>
    Delivered = 2,

    /// <summary>With what arrived, the browser is the other at the application.</summary>
    Session = 4,

    /// <summary>What arrived took the browser's own session away.</summary>
    SignedOut = 8,

    /// <summary>Two visitors got one anonymous session, which is theirs together until one of them signs in.</summary>
    Visit = 32,

    /// <summary>Two visitors got one anonymous session; when one of them signs in under it, the other is that person.</summary>
    FirstVisit = 16,
}
