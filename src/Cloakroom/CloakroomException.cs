namespace Cloakroom;

/// <summary>The one exception of Cloakroom: something failed that the caller could not foresee.</summary>
/// <remarks>
/// Its message names the place and the remedy and never holds a token, a binding or a cookie value.
/// Expected results (a session that is missing, expired, revoked or foreign) are <see cref="Sessions.SessionOutcome"/> values instead.
/// </remarks>
public sealed class CloakroomException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="message">Place and remedy, without secrets.</param>
    /// <param name="innerException">What the store or the framework reported, if anything.</param>
    public CloakroomException(CloakroomErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What failed.</summary>
    public CloakroomErrorCode Code { get; }
}
