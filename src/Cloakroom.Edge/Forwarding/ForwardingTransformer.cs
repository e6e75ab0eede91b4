using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Copies a request to the application and its response back, each header looked at once, and says who the client is.</summary>
/// <remarks>
/// The base class's copying is not called: it looks every header up in a set and reads each response header before writing it.
/// Derive from this to guard cookies: <see cref="CookiesFor"/> and <see cref="TargetFor"/> on the way in, <see cref="TransformResponseAsync"/> after calling this one on the way out.
/// </remarks>
internal class ForwardingTransformer(ForwardingPlan plan) : HttpTransformer
{
    private static readonly string[] NeverInTrailers = ["Set-Cookie", "Set-Cookie2", "Cache-Control", "Vary", "Expires", "Age", "Content-Length", "Content-Type", "Content-Encoding", "WWW-Authenticate", "Cloakroom-Owner"];

    public ForwardingPlan Plan { get; } = plan;

    /// <summary>Whether the request has been given up while its body was on its way to the application, for a reason that is answered elsewhere.</summary>
    public virtual bool HasRefused => false;

    /// <summary>The <c>Cookie</c> header that the application gets; none when empty.</summary>
    protected virtual StringValues CookiesFor(HttpContext context, StringValues cookies) => cookies;

    /// <summary>Whether the browser speaks https.</summary>
    protected virtual bool IsHttps(HttpContext context) => Plan.Client.IsHttps(context);

    /// <summary>The request target that the application gets, of the same form.</summary>
    protected virtual string TargetFor(HttpContext context, string target) => target;

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var forwarded = new ForwardedHeaders(Plan.Proxies.Contains(httpContext.Connection.RemoteIpAddress));
        string? nominated = null;
        foreach (var (name, values) in httpContext.Request.Headers)
        {
            switch (RequestFields.Classify(name))
            {
                case RequestField.EndToEnd:
                case RequestField.Host when Plan.KeepsHost:
                case RequestField.FromProxiesOnly when forwarded.Trusted:
                    Add(httpContext, proxyRequest, name, values);
                    break;
                case RequestField.Cookie:
                    if (CookiesFor(httpContext, values) is { Count: > 0 } cookies)
                        Add(httpContext, proxyRequest, name, cookies);
                    break;
                case RequestField.Authorization:
                    if (!Plan.ConnectionAuthentication.Withholds(values))
                        Add(httpContext, proxyRequest, name, values);
                    break;
                case RequestField.Connection:
                    nominated = ConnectionOptions.NominatedBy(values) ?? nominated;
                    break;
                case RequestField.ForwardedFor:
                    forwarded.For = values;
                    break;
                case RequestField.ForwardedHost:
                    forwarded.Host = values;
                    break;
                default:
                    break;
            }
        }

        if (nominated is not null)
            ConnectionOptions.Remove(proxyRequest, nominated);
        if (HttpProtocol.IsHttp2(httpContext.Request.Protocol) && AcceptsTrailers(httpContext.Request.Headers.TE))
            proxyRequest.Headers.TryAddWithoutValidation("TE", "trailers");

        if (proxyRequest.Content is null && !IsSafe(proxyRequest.Method))
            GiveEmptyContent(httpContext, proxyRequest);
        forwarded.AddTo(proxyRequest, httpContext, IsHttps(httpContext));
        proxyRequest.Headers.TryAddWithoutValidation(ForwardedNames.Edge, "1");

        RequestTarget.TryRead(TargetFor(httpContext, RequestGate.TargetOf(httpContext)), out var pathAndQuery);
        proxyRequest.RequestUri = RequestTarget.At(destinationPrefix, pathAndQuery);
        return default;
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return new(false);

        var headers = httpContext.Response.Headers;
        Copy(proxyResponse.Headers, headers, out var chunked, out var nominated);
        Copy(proxyResponse.Content.Headers, headers, out _, out _);
        if (nominated is not null)
            ConnectionOptions.Remove(headers, nominated);
        if (headers.WWWAuthenticate is { Count: > 0 } challenges)
            headers.WWWAuthenticate = Plan.ConnectionAuthentication.Filter(challenges);

        // RFC 9112 section 6.3: chunked outranks a length. A bodyless status has no length to tell (RFC 9110 section 8.6).
        if (chunked || proxyResponse.StatusCode is < HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.ResetContent)
            headers.ContentLength = null;
        if (PromptContent.IsWanted(headers.ContentType))
            proxyResponse.Content = new PromptContent(proxyResponse.Content, httpContext.Response);
        return new(true);
    }

    /// <summary>Trailers come after the rules have had their say, so what a rule looks at is not taken from them (RFC 9110 section 6.5.1).</summary>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        var trailing = proxyResponse.TrailingHeaders.NonValidated;
        if (trailing.Count == 0 || httpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is not { IsReadOnly: false } trailers)
            return default;

        foreach (var (name, values) in trailing)
        {
            if (!NeverInTrailers.Contains(name, StringComparer.OrdinalIgnoreCase) && ResponseFields.GoesOn(name))
                trailers[name] = ResponseFields.Values(values);
        }

        return default;
    }

    private static void Copy(HttpHeaders source, IHeaderDictionary destination, out bool chunked, out string? nominated)
    {
        chunked = false;
        nominated = null;
        foreach (var (name, values) in source.NonValidated)
        {
            if (ResponseFields.GoesOn(name))
                destination[name] = ResponseFields.Values(values);
            else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                chunked = true;
            else if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
                nominated = ConnectionOptions.NominatedBy(ResponseFields.Values(values));
        }
    }

    private static void Add(HttpContext context, HttpRequestMessage request, string name, in StringValues values)
    {
        var headers = request.Headers;
        var added = values.Count == 1 ? headers.TryAddWithoutValidation(name, values.ToString()) : headers.TryAddWithoutValidation(name, values.ToArray());
        if (added)
            return;

        // A header of the content. Where there is no body, YARP has an empty content for it that is not public.
        if (request.Content is { } content)
            content.Headers.TryAddWithoutValidation(name, values.ToArray());
        else
            RequestTransform.AddHeader(new RequestTransformContext { HttpContext = context, ProxyRequest = request }, name, values);
    }

    /// <summary>The client behind YARP sends a request without content up to four times when connections end under it, whatever its method. With content, be it empty, once.</summary>
    private static void GiveEmptyContent(HttpContext context, HttpRequestMessage request) =>
        RequestTransform.AddHeader(new RequestTransformContext { HttpContext = context, ProxyRequest = request }, "Content-Length", "0");

    // CONNECT is a WebSocket over HTTP/2 here, which has no content but a stream.
    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Trace || method == HttpMethod.Connect;

    private static bool AcceptsTrailers(StringValues te)
    {
        foreach (var line in te)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan(part).Trim().Equals("trailers", StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
