using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Replay.Caches;

/// <summary>Passes requests on to the application over few connections that all users share, as proxies and CDNs do.</summary>
internal sealed class ReverseProxy(Uri origin, int maxConnections) : IDisposable
{
    private static readonly string[] HopByHop = ["Connection", "Transfer-Encoding", "Keep-Alive", "Host", "Content-Length", "Content-Type"];

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = maxConnections,
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
    });

    public async Task<Answer> ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(origin, context.Request.GetEncodedPathAndQuery()));
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)) request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        request.Headers.Remove("X-Forwarded-Proto");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        if (context.Request.ContentType is { } type)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var response = await _client.SendAsync(request, context.RequestAborted);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !HopByHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase) || header.Key == "Content-Type")
            .Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value])))
            .ToArray();
        return new Answer((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(context.RequestAborted));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>An answer in memory: it can be written any number of times.</summary>
    internal sealed record Answer(int Status, IReadOnlyList<KeyValuePair<string, StringValues>> Headers, byte[] Body)
    {
        public async Task WriteToAsync(HttpContext context)
        {
            context.Response.StatusCode = Status;
            foreach (var (name, values) in Headers) context.Response.Headers[name] = values;
            if (Body.Length > 0) await context.Response.Body.WriteAsync(Body, context.RequestAborted);
        }
    }
}
