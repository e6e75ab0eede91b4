using System.Net;
using Cloakroom.Edge.Forwarding;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class ClientConnectionTests
{
    private const string Proxy = "10.0.0.1";
    private const string Stranger = "203.0.113.5";

    private static readonly ClientConnection Client = new(new TrustedProxies([IPNetwork.Parse("10.0.0.0/8")]));

    [Theory]
    [InlineData(Proxy, "https", null, true)]
    [InlineData(Proxy, "http", null, false)]
    [InlineData(Proxy, "HTTPS", null, true)]
    [InlineData(Stranger, "https", null, false)]
    [InlineData(Proxy, "https, http", "203.0.113.5, 10.0.0.2", true)]
    [InlineData(Proxy, "https, http", "198.51.100.1, 203.0.113.5", false)]
    [InlineData(Proxy, "https, http", null, false)]
    [InlineData(Proxy, "", null, false)]
    public void IsHttps_ForwardedProto_CountsAsFarAsItIsTrusted(string peer, string proto, string? forwardedFor, bool https)
    {
        var context = Request(peer, ("X-Forwarded-Proto", proto), ("X-Forwarded-For", forwardedFor));

        Client.IsHttps(context).ShouldBe(https);
    }

    [Theory]
    [InlineData(Proxy, "for=203.0.113.5;proto=https", true)]
    [InlineData(Proxy, "for=203.0.113.5;proto=https, for=10.0.0.9;proto=http", false)]
    [InlineData(Stranger, "for=203.0.113.5;proto=https", false)]
    public void IsHttps_Forwarded_CountsAsFarAsItIsTrusted(string peer, string forwarded, bool https) =>
        Client.IsHttps(Request(peer, ("Forwarded", forwarded))).ShouldBe(https);

    [Fact]
    public void IsHttps_SchemeWithoutTls_IsNotBelievedFromStrangers()
    {
        // HTTP/2 clients name the scheme themselves.
        var context = Request(Stranger);
        context.Request.Scheme = "https";

        Client.IsHttps(context).ShouldBeFalse();
    }

    [Fact]
    public void IsHttps_TlsEndsHere_IsTrue()
    {
        var context = Request(Stranger, ("X-Forwarded-Proto", "http"));
        context.Request.Scheme = "https";
        context.Features.Set<ITlsHandshakeFeature>(new Handshake());

        Client.IsHttps(context).ShouldBeTrue();
    }

    [Theory]
    [InlineData(Stranger, "1.2.3.4", Stranger)]
    [InlineData(Proxy, "1.2.3.4", "1.2.3.4")]
    [InlineData(Proxy, "6.6.6.6, 1.2.3.4", "1.2.3.4")]
    [InlineData(Proxy, "1.2.3.4, 10.0.0.2", "1.2.3.4")]
    [InlineData(Proxy, "1.2.3.4:5678", "1.2.3.4")]
    [InlineData(Proxy, "rubbish", Proxy)]
    [InlineData(Proxy, null, Proxy)]
    [InlineData(Proxy, "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    public void Address_Chain_EndsAtTheFirstThatIsNotTrusted(string peer, string? forwardedFor, string expected) =>
        Client.Address(Request(peer, ("X-Forwarded-For", forwardedFor))).ShouldBe(IPAddress.Parse(expected));

    private static DefaultHttpContext Request(string peer, params (string Name, string? Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Scheme = "http";
        foreach (var (name, value) in headers)
        {
            if (value is not null)
                context.Request.Headers[name] = value;
        }

        return context;
    }

    private sealed class Handshake : ITlsHandshakeFeature
    {
        public System.Security.Authentication.SslProtocols Protocol => System.Security.Authentication.SslProtocols.Tls13;

#pragma warning disable SYSLIB0058 // Part of the interface.
        public System.Security.Authentication.CipherAlgorithmType CipherAlgorithm => default;

        public int CipherStrength => 0;

        public System.Security.Authentication.HashAlgorithmType HashAlgorithm => default;

        public int HashStrength => 0;

        public System.Security.Authentication.ExchangeAlgorithmType KeyExchangeAlgorithm => default;

        public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058
    }
}
