using Microsoft.AspNetCore.Http;

namespace Cloakroom.Console.Hosting;

/// <summary>What every answer of the console says to browsers.</summary>
internal static class ConsoleHeaders
{
    /// <summary>Nothing but the console's own files; nothing inline, so that markup that slips through does nothing.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Whether a request that would change something comes from a page of another site, as far as its browser says (Fetch Metadata, RFC 6454).</summary>
    public static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is not ("same-origin" or "none");
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && new HostString(from.Authority) == new HostString(Authority(request, from)));
    }

    // A browser leaves out the port that belongs to the scheme.
    private static string Authority(HttpRequest request, Uri from) =>
        from.IsDefaultPort && request.Host.Port is { } port && port == from.Port ? request.Host.Host : request.Host.Value ?? "";
}
