namespace Cloakroom.Journal;

/// <summary>What a session was used for, as coarsely as the record of uses has it.</summary>
internal enum UseRoute
{
    /// <summary>A page or call that may be personal.</summary>
    Dynamic,

    /// <summary>What is the same for everybody.</summary>
    Static,

    /// <summary>Where people sign in.</summary>
    SignIn,

    /// <summary>Where people sign out.</summary>
    SignOut,
}
