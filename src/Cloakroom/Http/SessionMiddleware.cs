using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Http;

/// <summary><c>UseCloakroom</c>: opens the session that the request brought, and gives the application <c>HttpContext.Session</c>.</summary>
internal sealed class SessionMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Warm requests, and those without a session, are opened already or at once.
        if (RequestScope.OfOwnFlow(context) is not { Outcome: SessionOutcome.Valid or SessionOutcome.Missing, OpenFailure: null } scope)
            return OpenAsync(context);
        context.Features.Set<ISessionFeature>(scope);
        return next(context);
    }

    private async Task OpenAsync(HttpContext context)
    {
        var scope = await RequestScope.RequireAsync(context);
        context.Features.Set<ISessionFeature>(scope);
        // A page that an exception handler renders by running the pipeline again is nobody's.
        if (scope.OpenFailure is null)
            await scope.OpenAsync();
        await next(context);
        // While the middlewares in front, such as compression, still take bytes.
        if (scope.IsResponseHeld)
            await scope.ReleaseResponseAsync();
    }
}
