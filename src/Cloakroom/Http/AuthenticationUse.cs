using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Http;

/// <summary>Whether the application left the framework's authentication services as they are, so that doing without them cannot be noticed.</summary>
internal sealed record AuthenticationUse(bool IsStock)
{
    public static AuthenticationUse Of(IServiceCollection services) => new(
        IsFrameworks<IAuthenticationService>(services)
        && IsFrameworks<IAuthenticationHandlerProvider>(services)
        && IsFrameworks<IAuthenticationSchemeProvider>(services)
        && Last<IClaimsTransformation>(services)?.ImplementationType == typeof(NoopClaimsTransformation));

    private static bool IsFrameworks<T>(IServiceCollection services) =>
        Last<T>(services)?.ImplementationType?.Assembly == typeof(AuthenticationHandlerProvider).Assembly;

    private static ServiceDescriptor? Last<T>(IServiceCollection services) =>
        services.LastOrDefault(service => service.ServiceType == typeof(T) && !service.IsKeyedService);
}
