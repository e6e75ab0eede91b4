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
        var rest = RunAsync(context, scope);
        return rest.IsCompletedSuccessfully && !scope.IsResponseHeld ? Task.CompletedTask : ReleaseAsync(rest, scope);
    }

    private async Task OpenAsync(HttpContext context)
    {
        var scope = await RequestScope.RequireAsync(context);
        // A page that an exception handler renders by running the pipeline again is nobody's.
        if (scope.OpenFailure is null)
            await scope.OpenAsync();
        await ReleaseAsync(RunAsync(context, scope), scope);
    }

    private Task RunAsync(HttpContext context, RequestScope scope)
    {
        scope.AdoptUser();
        context.Features.Set<ISessionFeature>(scope);
        return next(context);
    }

    private static async Task ReleaseAsync(Task rest, RequestScope scope)
    {
        await rest;
        // While the middlewares in front, such as compression, still take bytes.
        if (scope.IsResponseHeld)
            await scope.ReleaseResponseAsync();
    }
}
