using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Sends one request to one of several servers, and to the next where no connection could be made: nothing of it has been sent then.</summary>
/// <remarks>One for each request: it holds which server the request is counted at.</remarks>
internal sealed class ForwardAttempt(UpstreamPool pool, ILogger logger) : HttpMessageInvoker(Nobody, disposeHandler: false)
{
    private static readonly HttpMessageHandler Nobody = new SocketsHttpHandler();

    public Upstream Upstream { get; private set; } = Begin(pool, 0, out _);

    public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var tried = 0u;
        for (var left = pool.Upstreams.Count; ; left--)
        {
            try
            {
                return await Upstream.Client.SendAsync(request, cancellationToken);
            }
            catch (Exception exception) when (left > 1 && UpstreamFailure.NothingWasSent(exception, cancellationToken))
            {
                UpstreamFailure.Report(Upstream, exception, logger);
                tried |= BitOf(Upstream);
                Upstream.End();
                Upstream = Begin(pool, tried, out var found);
                if (!found)
                    throw;
                request.RequestUri = RequestTarget.At(Upstream.Prefix, request.RequestUri!.PathAndQuery);
            }
        }
    }

    private static Upstream Begin(UpstreamPool pool, uint tried, out bool found)
    {
        var index = pool.Choose(tried);
        found = index >= 0;
        var upstream = pool.Upstreams[Math.Max(index, 0)];
        upstream.Begin();
        return upstream;
    }

    private uint BitOf(Upstream upstream)
    {
        for (var i = 0; i < pool.Upstreams.Count; i++)
        {
            if (ReferenceEquals(pool.Upstreams[i], upstream))
                return UpstreamPool.Bit(i);
        }

        return 0;
    }
}
