using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Http;

/// <summary>The outermost middleware: begins and ends the request's flow, and has the last word on its headers (invariant I5).</summary>
/// <remarks>
/// Servers run <c>OnStarting</c> callbacks last registered first, so the callback registered before everybody else's runs after them.
/// <c>AddCloakroom</c> puts it there by a startup filter; where <c>UseCloakroom</c> stands makes no difference to it.
/// </remarks>
internal sealed class ResponseGuard(RequestDelegate next, RequestServices services)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var scope = new RequestScope(services, context);
        scope.Enter();
        context.Response.OnStarting(
            static state =>
            {
                var scope = (RequestScope)state;
                return scope.Services.Headers.ApplyAsync(scope);
            },
            scope);
        try
        {
            InProcessCaches.KeepOut(context, services);
            await next(context);
            if (scope.IsResponseHeld)
                await scope.ReleaseResponseAsync();
        }
        catch (CloakroomException e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, scope, e);
        }
        catch (Exception) when (scope.Refusal is not null && !context.Response.HasStarted)
        {
            // Somebody wrapped the refusal, or failed because of it.
            await AnswerAsync(context, scope, scope.Refusal);
        }
        finally
        {
            scope.End();
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestScope scope, CloakroomException e)
    {
        scope.Refuse(e);
        var status = RefusalAnswer.StatusOf(e.Code);
        Log.Refused(services.Logger, status, e.Code, e.Message);
        if (context.RequestAborted.IsCancellationRequested)
            return;
        scope.DropHeldResponse();
        await RefusalAnswer.WriteAsync(context, e.Code, services.Options.Value.RetryAfter);
    }
}
