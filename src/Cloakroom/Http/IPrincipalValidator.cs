using System.Security.Claims;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Http;

/// <summary>Looks now and then whether a signed-in principal still stands, as ASP.NET Core Identity does by its security stamp.</summary>
internal interface IPrincipalValidator
{
    bool IsDue(OpenSession session, DateTimeOffset now);

    /// <returns>The principal to go on with; null when the session must end.</returns>
    Task<ClaimsPrincipal?> ValidateAsync(HttpContext context, OpenSession session);
}
