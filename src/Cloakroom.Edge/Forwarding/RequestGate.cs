using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Refuses what two servers could read in two ways, before anything is decided by it. Kestrel has refused what it cannot parse.</summary>
internal static class RequestGate
{
    /// <summary>The status to refuse the request with, or null for one that may go on.</summary>
    public static int? Check(HttpContext context)
    {
        var request = context.Request;
        if (!RequestTarget.TryRead(TargetOf(context), out _))
            return StatusCodes.Status400BadRequest;

        // An application that answers TRACE sends back what it got: cookies that browsers are not to see open.
        if (HttpMethods.IsTrace(request.Method))
            return StatusCodes.Status501NotImplemented;
        var transferEncoding = request.Headers.TransferEncoding;
        if (transferEncoding.Count > 0)
            return CheckTransferEncoding(request, transferEncoding.ToString());

        return HttpMethods.IsConnect(request.Method) && !IsWebSocketConnect(context) ? StatusCodes.Status501NotImplemented : null;
    }

    public static string TargetOf(HttpContext context) => context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";

    // RFC 9112 section 6.1: both lengths at once are what smuggling looks like, whichever is meant. Kestrel keeps the one it drops as X-Content-Length.
    // HTTP/2 has no transfer codings (RFC 9113 section 8.2.2).
    private static int? CheckTransferEncoding(HttpRequest request, string transferEncoding) =>
        request.Headers.ContentLength is not null || !HttpProtocol.IsHttp11(request.Protocol) || request.Headers.ContainsKey("X-Content-Length") ? StatusCodes.Status400BadRequest
        : transferEncoding.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? null
        : StatusCodes.Status501NotImplemented;

    private static bool IsWebSocketConnect(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
        && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase);
}
