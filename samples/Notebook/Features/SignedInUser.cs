using System.Security.Claims;
using Cloakroom.Http;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http.Features;

namespace Notebook.Features;

public static class SignedInUser
{
    /// <summary>The user's id: the same as the subject of their sessions.</summary>
    public static string Id(this ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("The page is for signed-in users.");

    /// <summary>The session of this very request.</summary>
    public static SessionInfo CurrentSession(this HttpContext context) =>
        context.Features.GetRequiredFeature<ICloakroomFeature>().Session
            ?? throw new InvalidOperationException("The request has no session.");
}
