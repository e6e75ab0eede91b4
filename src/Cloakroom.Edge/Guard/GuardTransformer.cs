using Cloakroom.Edge.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Guard;

/// <summary>One exchange on its way through the forwarder.</summary>
internal sealed class GuardTransformer(ForwardingPlan plan, Exchange exchange, ResponseGuard responses) : ForwardingTransformer(plan)
{
    protected override StringValues CookiesFor(HttpContext context, StringValues cookies) =>
        exchange.ForwardedCookies is { } forwarded ? new StringValues(forwarded) : StringValues.Empty;

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var copied = base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (!copied.IsCompletedSuccessfully)
            return GuardAsync(httpContext, copied);
        return copied.Result ? responses.ApplyAsync(exchange, httpContext.Response.Headers) : copied;
    }

    private async ValueTask<bool> GuardAsync(HttpContext context, ValueTask<bool> copied) =>
        await copied && await responses.ApplyAsync(exchange, context.Response.Headers);
}
