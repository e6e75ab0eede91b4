using System.Net;
using Cloakroom.Edge.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Cloakroom.Edge.Forwarding;

/// <summary>What forwarding needs to know, under one configuration. Never changes; a request uses one from beginning to end.</summary>
internal sealed class ForwardingPlan
{
    public ForwardingPlan(EdgeOptions options, UpstreamPool pool, ConnectionAuthentication connectionAuthentication)
    {
        Pool = pool;
        ConnectionAuthentication = connectionAuthentication;
        Proxies = TrustedProxies.From(options);
        Client = new ClientConnection(Proxies);
        KeepsHost = options.Forwarding.Host == ForwardedHost.Original;
        Request = RequestConfig(options);
    }

    public UpstreamPool Pool { get; }

    public ConnectionAuthentication ConnectionAuthentication { get; }

    public TrustedProxies Proxies { get; }

    public ClientConnection Client { get; }

    /// <summary>Whether the application gets the browser's Host header.</summary>
    public bool KeepsHost { get; }

    public ForwarderRequestConfig Request { get; }

    // HTTP/2 without TLS is not negotiated, so it is that or nothing; over TLS the server may still settle for 1.1.
    private static ForwarderRequestConfig RequestConfig(EdgeOptions options)
    {
        var tls = options.Upstreams.All(upstream => upstream.Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        var http2 = options.Forwarding.HttpVersion == "2";
        return new()
        {
            ActivityTimeout = options.Forwarding.ActivityTimeout,
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = http2 && tls ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact,
        };
    }
}
