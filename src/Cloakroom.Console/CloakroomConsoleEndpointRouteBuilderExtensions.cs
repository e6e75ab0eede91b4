using Cloakroom.Console.Hosting;
using Cloakroom.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>Mounts the console.</summary>
public static class CloakroomConsoleEndpointRouteBuilderExtensions
{
    /// <summary>Mounts the console: what is wrong now, who saw whom, and the means to act on it.</summary>
    /// <remarks>
    /// It needs an authorization policy that says who may use it, beyond having signed in: without one the application refuses to start. It works
    /// without script and brings everything with it; nothing else of the application changes.
    /// </remarks>
    /// <example><code>app.MapCloakroomConsole("/cloakroom").RequireAuthorization(policy => policy.RequireRole("operators"));</code></example>
    /// <param name="endpoints">The application, or a group of endpoints.</param>
    /// <param name="pattern">The path, such as <c>/cloakroom</c>; no parameters.</param>
    /// <returns>For the policy.</returns>
    /// <exception cref="CloakroomException"><c>AddCloakroom()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapCloakroomConsole(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.AsSpan().IndexOfAny('{', '*', '?') >= 0)
            throw new ArgumentException($"'{pattern}': the console is mounted at a fixed path, such as /cloakroom.", nameof(pattern));
        var checks = endpoints.ServiceProvider.GetService<StartChecks>()
            ?? throw new CloakroomException(CloakroomErrorCode.Misconfigured, "MapCloakroomConsole() needs Cloakroom. Call builder.Services.AddCloakroom() first.");
        var check = new AuthorizationCheck(endpoints, pattern);
        checks.Add(check.RunAsync);
        return ConsoleEndpoints.Map(endpoints, pattern, check);
    }
}
