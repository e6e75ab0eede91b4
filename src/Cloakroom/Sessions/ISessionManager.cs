using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Sessions;

/// <summary>What an application does with sessions beyond signing in and out: list them, end them, rotate the current one.</summary>
public interface ISessionManager
{
    /// <summary>A subject's live sessions, newest first, at most 1,000 (OWASP ASVS 5.0 7.5.2).</summary>
    /// <param name="subject">The user's id, as in the subject claim.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="CloakroomException">The store failed.</exception>
    Task<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>Ends one session of a subject.</summary>
    /// <param name="subject">The user's id: a session of somebody else is not ended.</param>
    /// <param name="sessionId">The public id, from <see cref="SessionInfo.Id"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when the subject has no such live session.</returns>
    /// <exception cref="CloakroomException">The store failed: the session may be live still (invariant I7).</exception>
    Task<bool> EndAsync(string subject, string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Ends the other sessions of the request's subject and keeps the current one (OWASP ASVS 5.0 7.4.3).</summary>
    /// <returns>How many ended.</returns>
    /// <exception cref="InvalidOperationException">The request has no signed-in session.</exception>
    Task<int> EndOthersAsync(HttpContext context, CancellationToken cancellationToken = default);

    /// <summary>Ends all sessions of a subject, in O(1) (OWASP ASVS 5.0 7.4.2, 7.4.5).</summary>
    /// <param name="subject">The user's id.</param>
    /// <param name="by">Who, for the audit trail.</param>
    /// <param name="why">The reason, for the audit trail.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task EndAllAsync(string subject, string by, string why, CancellationToken cancellationToken = default);

    /// <summary>Gives the current session a new token, as at a change of privilege; the binding stays, so that the response carries one half only.</summary>
    /// <param name="context">The current request, whose response has not started.</param>
    /// <param name="principal">The claims from now on, of the same subject; null to keep them.</param>
    /// <param name="reauthenticated">
    /// True when the subject has just proved again who they are, as by a password or a second factor: <see cref="SessionInfo.AuthenticatedAt"/>
    /// becomes now, for <c>RequireRecentSignIn</c> (OWASP ASVS 5.0 7.5.1, 7.5.3). Default: false.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">
    /// The request has no session, the principal is of another subject, or an anonymous session is said to be authenticated.
    /// </exception>
    Task RotateAsync(HttpContext context, ClaimsPrincipal? principal = null, bool reauthenticated = false, CancellationToken cancellationToken = default);
}
