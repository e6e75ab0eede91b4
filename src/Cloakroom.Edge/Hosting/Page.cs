using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Hosting;

/// <summary>One thing to say, as HTML, JSON (RFC 9457) or plain text, whichever was asked for. It holds nothing of the request but its id.</summary>
/// <param name="status">The status; says also whether the same may be worth another try.</param>
/// <param name="title">What is the matter.</param>
/// <param name="text">What to do.</param>
/// <param name="ifSent">What to do besides when something was sent.</param>
/// <param name="retryAfter">When another try may help, for <c>Retry-After</c>; null where nobody knows.</param>
internal sealed class Page(int status, string title, string text, string? ifSent = null, TimeSpan? retryAfter = null)
{
    // Every pair of text and ground has a contrast of at least 4.5 (WCAG 2.2 1.4.3) in both schemes.
    private const string Style =
        """
        :root{color-scheme:light dark;font:100%/1.6 system-ui,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif;background:light-dark(#f7f3ec,#191614);color:light-dark(#2a2420,#f1eae2)}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;min-height:100svh;display:grid;place-items:center;padding:1.5rem}
        main{max-width:32rem;width:100%;padding:2.25rem 2rem;background:light-dark(#fffdf9,#231f1c);border:1px solid light-dark(#e2d9cb,#3b3430);border-radius:.9rem;box-shadow:inset 0 4px light-dark(#a9421f,#f09a72)}
        h1{margin:0 0 .75rem;font:600 clamp(1.5rem,1.2rem + 1.5vw,2rem)/1.2 "Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif","DejaVu Serif",Georgia,serif;text-wrap:balance}
        p{margin:0;text-wrap:pretty}
        a{display:inline-block;margin-top:1.5rem;padding:.55rem 1.1rem;border-radius:.6rem;background:light-dark(#a9421f,#f09a72);color:light-dark(#fff,#2a1208);text-decoration:none;font-weight:600}
        a:hover{background:light-dark(#8c3416,#f5b091)}
        a:focus-visible{outline:3px solid light-dark(#a9421f,#f09a72);outline-offset:3px}
        footer{margin-top:1.75rem;font-size:.85rem;color:light-dark(#695e54,#b3a79b)}
        code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        """;

    private static readonly StringValues ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public int Status => status;

    /// <summary>Writes it as the whole response.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var (type, body) = Render(context.Request, context.TraceIdentifier);
        response.ContentType = type;
        if (type.StartsWith("text/html", StringComparison.Ordinal))
            response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;

        var bytes = Encoding.UTF8.GetBytes(body);
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes, 0, bytes.Length);
    }

    private (string Type, string Body) Render(HttpRequest request, string id)
    {
        var accept = request.Headers.Accept.ToString();
        var isPage = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var detail = isPage || ifSent is null ? text : $"{text} {ifSent}";
        if (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return ("text/html; charset=utf-8", Html(detail, canRepeat: isPage && status is (408 or 502 or 503 or 504), id));
        if (accept.Contains("json", StringComparison.OrdinalIgnoreCase))
            return ("application/problem+json", JsonSerializer.Serialize(new Problem(title, status, detail, id), ProblemJson.Default.Problem));
        return ("text/plain; charset=utf-8", $"{title}\n\n{detail}\n\nRequest {id}\n");
    }

    private string Html(string detail, bool canRepeat, string id) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>{title}</title><style>{Style}</style></head>
        <body><main><h1>{title}</h1><p>{detail}</p>{(canRepeat ? "<a href=\"\">Try again</a>" : "")}<footer>Request <code>{id}</code></footer></main></body>
        </html>

        """;
}
