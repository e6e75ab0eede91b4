using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Replay.Caches;

/// <summary>A small cache that misbehaves in the one way that the policy says, for machines without nginx or Varnish.</summary>
internal sealed class BuiltinCache : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Stored> _stored = new(StringComparer.Ordinal);
    private readonly CachePolicy _policy;
    private readonly ReverseProxy _origin;
    private readonly WebApplication _app;

    private BuiltinCache(CachePolicy policy, Uri origin)
    {
        _policy = policy;
        _origin = new ReverseProxy(origin, maxConnections: 32);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<BuiltinCache> StartAsync(CachePolicy policy, Uri origin, CancellationToken cancellationToken)
    {
        var cache = new BuiltinCache(policy, origin);
        await cache._app.StartAsync(cancellationToken);
        return cache;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _origin.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        // The key is the URL, without cookies: in that it is like every cache whose defaults were kept.
        var key = context.Request.GetEncodedPathAndQuery();
        var isCached = HttpMethods.IsGet(context.Request.Method) && key.StartsWith(_policy.PathPrefix, StringComparison.Ordinal);
        if (!isCached || !_stored.TryGetValue(key, out var stored) || Stopwatch.GetElapsedTime(stored.At) > CachePolicy.TimeToLive)
        {
            stored = new Stored(await _origin.ForwardAsync(context), Stopwatch.GetTimestamp());
            if (isCached && MayStore(stored.Answer)) _stored[key] = stored;
        }

        await stored.Answer.WriteToAsync(context);
    }

    private bool MayStore(ReverseProxy.Answer answer) =>
        answer.Status == StatusCodes.Status200OK
        && (_policy.IgnoresCacheControl || !answer.Headers.Any(header =>
            header.Key.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase)
            && header.Value.Any(value => value!.Contains("no-store") || value.Contains("no-cache") || value.Contains("private"))));

    private sealed record Stored(ReverseProxy.Answer Answer, long At);
}
