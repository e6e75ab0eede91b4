using System.Security.Claims;
using Cloakroom.Http;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cloakroom.Identity;

/// <summary>Asks Identity's own security-stamp validator, which is written for cookies, so it is shown one's context.</summary>
internal sealed class SecurityStampCheck(IOptions<SecurityStampValidatorOptions> options, SchemeName scheme) : IPrincipalValidator
{
    private static readonly CookieAuthenticationOptions Cookie = new();

    public bool IsDue(OpenSession session, DateTimeOffset now) => session.IssuedAt is { } issued && now - issued > options.Value.ValidationInterval;

    public async Task<ClaimsPrincipal?> ValidateAsync(HttpContext context, OpenSession session)
    {
        if (context.RequestServices.GetService<ISecurityStampValidator>() is not { } validator)
            return session.CreatePrincipal();
        var ticket = new AuthenticationTicket(session.CreatePrincipal()!, session.CreateProperties(), scheme.Value);
        var validation = new CookieValidatePrincipalContext(
            context, new AuthenticationScheme(scheme.Value, null, typeof(CloakroomHandler)), Cookie, ticket);
        await validator.ValidateAsync(validation);
        return validation.Principal;
    }
}
