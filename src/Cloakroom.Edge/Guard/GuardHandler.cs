using Cloakroom.Control;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Guard;

/// <summary>What every request on the public addresses goes through, from outer to inner.</summary>
internal sealed class GuardHandler(
    EdgeRuntime runtime, IEdgeControl control, RequestGuard requests, UseNotes uses, ResponseGuard responses, OpenStreams streams, Forwarder forwarder, EdgeTelemetry telemetry, TimeProvider time, ILogger<GuardHandler> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var state = runtime.State;
        var view = control.View;
        var route = state.Policy.Routes.Classify(context);
        telemetry.Request(route);
        var hasPass = view.Pass is { } pass && pass.Admits(context.Request.Headers[VerifyPass.Header], time.GetUtcNow());
        if (ControlGate.Find(hasPass ? CloakroomMode.Open : view.Mode.Mode, route.Class, ControlGate.CanWrite(context)) is { } closed)
            return RefuseAsync(context, closed, route.Pattern ?? "");

        var exchange = new Exchange(context, state.Policy, view, route, state.Plan.Client.IsHttps(context)) { HasPass = hasPass };
        var opening = requests.OpenAsync(exchange);
        return opening.IsCompletedSuccessfully ? ForwardAsync(exchange, state.Plan) : OpenAndForwardAsync(opening, exchange, state.Plan);
    }

    private async Task OpenAndForwardAsync(Task opening, Exchange exchange, ForwardingPlan plan)
    {
        await opening;
        await ForwardAsync(exchange, plan);
    }

    private async Task ForwardAsync(Exchange exchange, ForwardingPlan plan)
    {
        if (exchange.Refusal is null)
        {
            uses.Note(exchange, plan.Client);
            using var transformer = new GuardTransformer(plan, exchange, responses, streams);
            await forwarder.ForwardAsync(exchange.Context, transformer);
        }

        if (exchange.Refusal is { } refusal && !exchange.Context.Response.HasStarted)
            await RefuseAsync(exchange.Context, refusal, exchange.RouteName);
    }

    private Task RefuseAsync(HttpContext context, EdgeRefusal refusal, string route)
    {
        var page = refusal switch
        {
            EdgeRefusal.SignInClosed => PageKind.SignInClosed,
            EdgeRefusal.ReadOnly => PageKind.ReadOnly,
            EdgeRefusal.Closed => PageKind.Closed,
            EdgeRefusal.ForeignSession => PageKind.Unauthorized,
            _ => PageKind.ResponseRefused,
        };
        telemetry.Refused(refusal);
        // What an operator has closed is refused to everybody who comes by, and was logged when it was closed.
        if (refusal is not (EdgeRefusal.SignInClosed or EdgeRefusal.ReadOnly or EdgeRefusal.Closed))
            Log.Refused(logger, refusal, route);
        return MaintenancePage.WriteAsync(context, page);
    }
}
