using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Hosting;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Sends requests to the application and answers for it where it fails.</summary>
internal sealed class Forwarder(IHttpForwarder http, UpstreamPools pools, Drain drain, ILogger<Forwarder> logger)
{
    private readonly ConnectionAuthentication _connectionAuthentication = new(logger);

    /// <summary>Prepares for a configuration and makes its servers the ones that are watched. Connections are kept where the servers stay the same; else
    /// requests that are under way finish on the old ones.</summary>
    public ForwardingPlan Use(EdgeOptions options) => new(options, pools.Use(options), _connectionAuthentication);

    /// <param name="context">A request whose response has not begun and has status 200.</param>
    /// <param name="transformer">Of the plan that the request uses. Where its <see cref="ForwardingTransformer.TransformResponseAsync"/> answers false, nothing is added to what it wrote.</param>
    public async ValueTask<ForwardResult> ForwardAsync(HttpContext context, ForwardingTransformer transformer)
    {
        if (drain.IsDraining)
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        if (RequestGate.Check(context) is { } refusal)
            return await RefuseAsync(context, refusal);

        var plan = transformer.Plan;
        return plan.Pool.Upstreams.Count == 1
            ? await ToTheOneAsync(context, transformer, plan.Pool.Upstreams[0])
            : await ToAnyAsync(context, transformer, plan.Pool);
    }

    private async ValueTask<ForwardResult> ToTheOneAsync(HttpContext context, ForwardingTransformer transformer, Upstream upstream)
    {
        upstream.Begin();
        try
        {
            var error = await http.SendAsync(context, upstream.Prefix, upstream.Client, transformer.Plan.Request, transformer, TokenFor(context));
            return await FinishAsync(context, transformer, upstream, error);
        }
        finally
        {
            upstream.End();
        }
    }

    private async ValueTask<ForwardResult> ToAnyAsync(HttpContext context, ForwardingTransformer transformer, UpstreamPool pool)
    {
        using var attempt = new ForwardAttempt(pool, logger);
        try
        {
            var error = await http.SendAsync(context, attempt.Upstream.Prefix, attempt, transformer.Plan.Request, transformer, TokenFor(context));
            return await FinishAsync(context, transformer, attempt.Upstream, error);
        }
        finally
        {
            attempt.Upstream.End();
        }
    }

    // Ordinary requests end with their connection when the time to drain is over. What was upgraded would outlive that.
    private CancellationToken TokenFor(HttpContext context) =>
        context.Request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(context.Request.Method) ? drain.Ended : CancellationToken.None;

    private ValueTask<ForwardResult> FinishAsync(HttpContext context, ForwardingTransformer transformer, Upstream upstream, ForwarderError error)
    {
        if (error != ForwarderError.None)
            return transformer.HasRefused && !context.Response.HasStarted ? new(ForwardResult.Refused) : FailAsync(context, upstream, error);

        upstream.Succeeded();
        return new(ForwardResult.Completed);
    }

    private async ValueTask<ForwardResult> FailAsync(HttpContext context, Upstream upstream, ForwarderError error)
    {
        // The application answered without reading the body to its end, as it may.
        if (error is ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled && context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            return ForwardResult.Completed;

        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        var result = Classify(error, context);
        if (result == ForwardResult.ClientGone)
            Log.ClientGone(logger, error, context.TraceIdentifier);
        else
            Log.ForwardingFailed(logger, upstream.Prefix, error, exception?.GetBaseException().GetType().Name ?? "", context.Response.StatusCode, context.TraceIdentifier);

        if (error is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.ResponseBodyDestination)
            UpstreamFailure.Report(upstream, exception, logger);
        if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            await ErrorPage.WriteAsync(context, context.Response.StatusCode);
        return result;
    }

    private static ForwardResult Classify(ForwarderError error, HttpContext context) => error switch
    {
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient or ForwarderError.ResponseBodyClient or ForwarderError.ResponseBodyCanceled
            or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeResponseClient => ForwardResult.ClientGone,
        _ when context.Response.HasStarted => ForwardResult.Truncated,
        ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => ForwardResult.TimedOut,
        _ => ForwardResult.Unreachable,
    };

    private async ValueTask<ForwardResult> RefuseAsync(HttpContext context, int status)
    {
        Log.Refused(logger, status, context.TraceIdentifier);
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        await ErrorPage.WriteAsync(context, status);
        return ForwardResult.Refused;
    }
}
