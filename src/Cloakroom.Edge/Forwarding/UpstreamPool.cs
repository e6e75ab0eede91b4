using System.Net;
using System.Text;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Forwarding;

/// <summary>The application's servers under one configuration. Never changes; another configuration has another pool.</summary>
internal sealed class UpstreamPool : IDisposable
{
    private readonly Upstream[] _upstreams;
    private uint _turn;

    public UpstreamPool(EdgeOptions options, TimeProvider clock)
    {
        Key = KeyOf(options);
        _upstreams = [.. options.Upstreams.Select(upstream => new Upstream(upstream.Url, CreateClient(options.Forwarding), clock))];
        if (_upstreams.Length == 0)
            throw new ArgumentException("Upstreams: at least one is needed.", nameof(options));
    }

    /// <summary>The settings that connections depend on: pools with the same are interchangeable.</summary>
    public string Key { get; }

    public IReadOnlyList<Upstream> Upstreams => _upstreams;

    public int Running
    {
        get
        {
            var running = 0;
            foreach (var upstream in _upstreams)
                running += upstream.Running;
            return running;
        }
    }

    public static string KeyOf(EdgeOptions options) =>
        string.Join(' ', [.. options.Upstreams.Select(upstream => upstream.Url), options.Forwarding.ConnectTimeout.ToString(), options.Forwarding.HttpVersion]);

    /// <summary>The available one with the fewest requests under way, in turns where they are equal; where none is available, any, since trying may help.</summary>
    /// <param name="tried">Bits of those already tried for this request.</param>
    public int Choose(uint tried = 0)
    {
        if (_upstreams.Length == 1)
            return 0;

        var start = (int)(Interlocked.Increment(ref _turn) % (uint)_upstreams.Length);
        var best = -1;
        var fewest = int.MaxValue;
        for (var i = 0; i < _upstreams.Length; i++)
        {
            var candidate = (start + i) % _upstreams.Length;
            if (WasTried(tried, candidate))
                continue;
            var running = _upstreams[candidate].Running + (_upstreams[candidate].IsAvailable ? 0 : int.MaxValue / 2);
            if (running < fewest)
                (best, fewest) = (candidate, running);
        }

        return best;
    }

    public void Dispose()
    {
        foreach (var upstream in _upstreams)
            upstream.Dispose();
    }

    public static uint Bit(int index) => 1u << (index & 31);

    // Past 32 servers an untried one may count as tried, and is left out of this request's retries.
    private static bool WasTried(uint tried, int index) => (tried & Bit(index)) != 0;

    /// <summary>One client a server, so that no connection, and nothing that comes back on it, is ever shared between servers.</summary>
    private static HttpMessageInvoker CreateClient(ForwardingOptions options) => new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            Expect100ContinueTimeout = options.ExpectTimeout,
            EnableMultipleHttp2Connections = true,
            // Names are resolved again once in a while; requests under way are not touched.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // Trace headers go through as the client sent them.
            ActivityHeadersPropagator = null,
            // Header bytes pass as they are, whatever their encoding.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        },
        disposeHandler: true);
}
