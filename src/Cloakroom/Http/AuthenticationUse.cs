using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Http;

/// <summary>Whether the application left the framework's authentication services as they are, so that doing without them cannot be noticed.</summary>
internal static class AuthenticationUse
{
    /// <summary>Asks the container itself: one of another make may hold services that no <c>IServiceCollection</c> has seen.</summary>
    public static bool IsStock(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetService<IAuthenticationService>()?.GetType() == typeof(AuthenticationService)
            && scope.ServiceProvider.GetService<IAuthenticationHandlerProvider>()?.GetType() == typeof(AuthenticationHandlerProvider)
            && scope.ServiceProvider.GetService<IAuthenticationSchemeProvider>()?.GetType() == typeof(AuthenticationSchemeProvider)
            && scope.ServiceProvider.GetService<IClaimsTransformation>()?.GetType() == typeof(NoopClaimsTransformation);
    }
}
