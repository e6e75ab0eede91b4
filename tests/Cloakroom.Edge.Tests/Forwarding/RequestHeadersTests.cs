using System.Net;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>What the application gets to see of a request's head.</summary>
public sealed class RequestHeadersTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task Stranger_SpoofedHeaders_AreReplacedOrRemoved()
    {
        var head = await ForwardAsync(
            "GET /a HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Prefix: /x\r\n"
            + "X_Forwarded_For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX-Original-URL: /admin\r\nX-Rewrite-URL: /admin\r\nCloakroom-Edge: 7\r\nCloakroom_Edge: 7\r\n\r\n",
            options => options.TrustedProxies.Add("10.0.0.0/8"));

        head.ShouldNotContain("6.6.6.6");
        head.ShouldNotContain("evil");
        head.ShouldNotContain("admin");
        head.ShouldNotContain("Prefix");
        Lines(head).ShouldContain("X-Forwarded-For: 127.0.0.1");
        Lines(head).ShouldContain("X-Forwarded-Proto: http");
        Lines(head).ShouldContain("X-Forwarded-Host: shop.example");
        Lines(head).ShouldContain("Host: shop.example");
        Lines(head).Where(line => line.StartsWith("Cloakroom", StringComparison.OrdinalIgnoreCase)).ShouldBe(["Cloakroom-Edge: 1"]);
    }

    [Fact]
    public async Task TrustedProxy_ForwardedHeaders_AreAddedTo()
    {
        var head = await ForwardAsync(
            "GET /a HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 10.0.0.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\nX-Real-IP: 1.2.3.4\r\nCloakroom-Edge: 7\r\n\r\n");

        Lines(head).ShouldContain("X-Forwarded-For: 1.2.3.4,10.0.0.9, 127.0.0.1");
        Lines(head).ShouldContain("X-Forwarded-Proto: https");
        Lines(head).ShouldContain("X-Forwarded-Host: shop.example");
        Lines(head).ShouldContain("X-Real-IP: 1.2.3.4");
        Lines(head).ShouldContain("Cloakroom-Edge: 1");
        head.ShouldNotContain("Cloakroom-Edge: 7");
    }

    /// <summary>CDNs pass on what visitors send and they do not know, so a visitor would say by them which path the application takes the request for.</summary>
    [Theory]
    [InlineData("X-Original-URL")]
    [InlineData("x-rewrite-url")]
    [InlineData("X_Rewrite_Url")]
    public async Task TrustedProxy_HeaderThatReplacesThePath_DoesNotGoOn(string name)
    {
        var head = await ForwardAsync($"GET /a HTTP/1.1\r\nHost: shop.example\r\n{name}: /login\r\nX-Forwarded-Prefix: /shop\r\n\r\n");

        head.ShouldNotContain("login");
        Lines(head).ShouldContain("X-Forwarded-Prefix: /shop");
    }

    [Theory]
    [InlineData("Forwarded: for=1.2.3.4;proto=https", "https")]
    [InlineData("Forwarded: for=1.2.3.4;proto=http", "http")]
    [InlineData("X-Forwarded-Proto: https, http\r\nX-Forwarded-For: 1.2.3.4, 127.0.0.1", "https")]
    [InlineData("X-Forwarded-Proto: https, http", "http")]
    [InlineData("X-Forwarded-Proto: wss", "https")]
    public async Task TrustedProxy_SaysTheScheme_TheApplicationHearsWhatTheEdgeGoesBy(string said, string expected)
    {
        var head = await ForwardAsync($"GET /a HTTP/1.1\r\nHost: shop.example\r\n{said}\r\n\r\n");

        Lines(head).Where(line => line.StartsWith("X-Forwarded-Proto:", StringComparison.Ordinal)).ShouldBe([$"X-Forwarded-Proto: {expected}"]);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "http")]
    [InlineData("127.0.0.0/8", "https")]
    public async Task Scheme_OfHttp2InClearText_IsBelievedFromTrustedProxiesAlone(string trusted, string expected)
    {
        using var upstream = RawUpstream.Answering(Ok);
        var options = TestEdge.OptionsFor(upstream.Url);
        options.TrustedProxies.Add(trusted);
        await using var edge = await TestEdge.StartAsync(options);

        await Http2Frames.SendAsync(edge.Address, [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "shop.example")]);

        Lines(upstream.Heads.ShouldHaveSingleItem()).ShouldContain($"X-Forwarded-Proto: {expected}");
    }

    [Fact]
    public async Task Host_Upstream_IsTheServers()
    {
        using var upstream = RawUpstream.Answering(Ok);
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Forwarding.Host = ForwardedHost.Upstream;
        await using var edge = await TestEdge.StartAsync(options);

        await RawClient.SendAsync(edge.Address, "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");

        upstream.Heads.TryDequeue(out var head).ShouldBeTrue();
        Lines(head!).ShouldContain($"Host: {new Uri(upstream.Url).Authority}");
        Lines(head!).ShouldContain("X-Forwarded-Host: shop.example");
    }

    [Fact]
    public async Task HopByHop_NominatedByConnection_DoesNotGoOn()
    {
        var head = await ForwardAsync(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Secret-Hop, Expires\r\nX-Secret-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nProxy-Authorization: x\r\nUpgrade-Insecure-Requests: 1\r\n\r\n");

        head.ShouldNotContain("Secret-Hop");
        head.ShouldNotContain("Keep-Alive");
        head.ShouldNotContain("TE:");
        head.ShouldNotContain("Proxy-Authorization");
        Lines(head).ShouldContain("Upgrade-Insecure-Requests: 1");
    }

    [Fact]
    public async Task Connection_NominatesOurs_AddsThemAllTheSame()
    {
        var head = await ForwardAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Forwarded-For, Cloakroom-Edge, Host, Content-Length\r\nContent-Length: 0\r\n\r\n");

        Lines(head).ShouldContain("X-Forwarded-For: 127.0.0.1");
        Lines(head).ShouldContain("Cloakroom-Edge: 1");
        Lines(head).ShouldContain("Host: a");
    }

    [Theory]
    [InlineData("/a%2Fb?c=%2f&d=|{}", "/a%2Fb?c=%2f&d=|{}")]
    [InlineData("//evil.example/x", "//evil.example/x")]
    [InlineData("/a/../b", "/a/../b")]
    [InlineData("/a/%2e%2e/b", "/a/%2e%2e/b")]
    [InlineData("/x.js/..;/account", "/x.js/..;/account")]
    [InlineData("/a\\b", "/a\\b")]
    [InlineData("/%C3%BC", "/%C3%BC")]
    [InlineData("/?", "/?")]
    [InlineData("http://a/p?q", "/p?q")]
    [InlineData("http://a", "/")]
    public async Task Target_AnyForm_GoesOnLetterForLetter(string target, string expected)
    {
        var head = await ForwardAsync($"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");

        Lines(head)[0].ShouldBe($"GET {expected} HTTP/1.1");
    }

    [Fact]
    public async Task Values_AnyBytes_GoOnAsTheyAre()
    {
        var head = await ForwardAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Name: J\u00C3\u00B6rg \u00FF\r\nCookie: a=\u00E4; b=1\r\nContent-Type: text/x\r\n\r\n");

        Lines(head).ShouldContain("X-Name: J\u00C3\u00B6rg \u00FF");
        Lines(head).ShouldContain("Cookie: a=\u00E4; b=1");
        Lines(head).ShouldContain("Content-Type: text/x");
    }

    private static string[] Lines(string head) => head.Split("\r\n");

    private static async Task<string> ForwardAsync(string request, Action<EdgeOptions>? configure = null)
    {
        using var upstream = RawUpstream.Answering(Ok);
        var options = TestEdge.OptionsFor(upstream.Url);
        configure?.Invoke(options);
        await using var edge = await TestEdge.StartAsync(options);

        var response = await RawClient.SendAsync(edge.Address, request);

        RawClient.StatusOf(response).ShouldBe((int)HttpStatusCode.OK, response);
        upstream.Heads.Count.ShouldBe(1);
        upstream.Heads.TryDequeue(out var head);
        return head!;
    }
}
