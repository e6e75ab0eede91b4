using System.Net;
using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Guard;

/// <summary>One exchange on its way through the forwarder.</summary>
internal sealed class GuardTransformer(ForwardingPlan plan, Exchange exchange, ResponseGuard responses, OpenStreams streams) : ForwardingTransformer(plan), IDisposable
{
    private IDisposable? _stream;

    public void Dispose() => _stream?.Dispose();

    protected override StringValues CookiesFor(HttpContext context, StringValues cookies) =>
        exchange.ForwardedCookies is { } forwarded ? new StringValues(forwarded) : StringValues.Empty;

    /// <summary>What may write in somebody's name can be found again: the application logs the trace that the record of uses has.</summary>
    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var transforming = base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        if (!exchange.IsSafe && exchange.HasSession && exchange.Trace.Header is { } header)
            proxyRequest.Headers.TryAddWithoutValidation(RequestTrace.HeaderName, header);
        return transforming;
    }

    public override bool HasRefused => exchange.Refusal is not null;

    // Found out already, by the same plan.
    protected override bool IsHttps(HttpContext context) => exchange.IsHttps;

    protected override string TargetFor(HttpContext context, string target) => PathSession.Without(target, exchange.Policy.Cookies);

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        try
        {
            if (!await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken) || !await responses.ApplyAsync(exchange, httpContext.Response.Headers))
                return false;
            if (GoesOn(httpContext.Response, proxyResponse!.StatusCode))
                _stream = streams.Add(exchange);
            return true;
        }
        catch
        {
            // The application's headers are copied, and the guard has not had its say: nothing of them may leave.
            httpContext.Response.Headers.Clear();
            throw;
        }
    }

    /// <summary>A WebSocket, which HTTP/2 answers with 200, or an event stream: nobody knows when it is over.</summary>
    private bool GoesOn(HttpResponse response, HttpStatusCode status) =>
        status == HttpStatusCode.SwitchingProtocols || HttpMethods.IsConnect(exchange.Context.Request.Method) || PromptContent.IsWanted(response.ContentType);
}
