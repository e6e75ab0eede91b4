namespace Cloakroom.Edge.Routing;

/// <summary>What a path is for.</summary>
[Flags]
internal enum RouteClass
{
    /// <summary>Anything that may be personal.</summary>
    Dynamic = 0,

    /// <summary>Read as static in some way: guarded cookies neither arrive nor leave.</summary>
    Static = 1,

    /// <summary>Where people sign in: closed in <see cref="Cloakroom.Control.CloakroomMode.SignInClosed"/>, never cacheable.</summary>
    SignIn = 2,

    /// <summary>Where people sign out.</summary>
    SignOut = 4,

    /// <summary>Readers differ about the path: it is under the rules of each class, and nothing is allowed for the sake of one.</summary>
    Ambiguous = 8,
}
