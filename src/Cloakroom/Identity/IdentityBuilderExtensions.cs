using Cloakroom.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cloakroom.Identity;

/// <summary>Uses Cloakroom with ASP.NET Core Identity.</summary>
public static class IdentityBuilderExtensions
{
    /// <summary>
    /// Makes Cloakroom Identity's application scheme, in place of its cookie. Works with <c>AddIdentity</c>, <c>AddDefaultIdentity</c>,
    /// <c>AddIdentityApiEndpoints</c> and <c>AddIdentityCore().AddSignInManager()</c>, called before or after. The security stamp goes on being
    /// validated at <c>SecurityStampValidatorOptions.ValidationInterval</c>. The short-lived external and two-factor cookies stay
    /// Identity's; responses that set them are uncacheable.
    /// </summary>
    /// <param name="builder">Cloakroom.</param>
    public static CloakroomBuilder ForIdentity(this CloakroomBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseScheme(IdentityConstants.ApplicationScheme);
        builder.Services.TryAddSingleton<IPrincipalValidator, SecurityStampCheck>();
        return builder;
    }
}
