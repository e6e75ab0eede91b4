using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Http;

/// <summary>Asks for a fresh proof of identity before something sensitive (OWASP ASVS 5.0 7.5.1, 7.5.3).</summary>
public static class RecentSignIn
{
    /// <summary>
    /// Lets only sessions pass that were signed in within <paramref name="maxAge"/>. Others are forbidden; send them to a page that asks for
    /// the password again and signs in anew, which makes new secrets and a new time.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="maxAge">How long ago the subject may last have proved who they are; more than zero.</param>
    public static AuthorizationPolicyBuilder RequireRecentSignIn(this AuthorizationPolicyBuilder policy, TimeSpan maxAge)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge, TimeSpan.Zero);
        return policy.RequireAssertion(authorization => authorization.Resource is HttpContext context && context.IsSignedInWithin(maxAge));
    }

    /// <summary>Whether the request's session was signed in within <paramref name="maxAge"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxAge">How long ago the subject may last have proved who they are.</param>
    public static bool IsSignedInWithin(this HttpContext context, TimeSpan maxAge)
    {
        ArgumentNullException.ThrowIfNull(context);
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        return context.Features.Get<ICloakroomFeature>()?.Session?.AuthenticatedAt is { } at && time.GetUtcNow() - at <= maxAge;
    }
}
