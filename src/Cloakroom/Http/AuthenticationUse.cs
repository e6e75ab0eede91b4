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
        return IsFrameworks<IAuthenticationService>(scope.ServiceProvider)
            && IsFrameworks<IAuthenticationHandlerProvider>(scope.ServiceProvider)
            && IsFrameworks<IAuthenticationSchemeProvider>(scope.ServiceProvider)
            && scope.ServiceProvider.GetService<IClaimsTransformation>()?.GetType() == typeof(NoopClaimsTransformation);
    }

    // Some of the framework's own implementations are internal, so what counts is where they come from.
    private static bool IsFrameworks<T>(IServiceProvider services) =>
        services.GetService<T>()?.GetType().Assembly == typeof(AuthenticationHandlerProvider).Assembly;
}
