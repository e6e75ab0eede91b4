using System.Collections.Concurrent;
using System.Net.Sockets;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Tests.Configuration.Reload;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>Schemes that sign a connection in, not a request (RFC 4559 section 6): behind a proxy the connection is everybody's.</summary>
public sealed class ConnectionAuthenticationTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("NTLM TlRMTVNTUAAD")]
    [InlineData("negotiate YIIZ")]
    [InlineData("Negotiate")]
    [InlineData("Kerberos YIIZ")]
    public async Task Authorization_OfOnesConnection_IsNotTheNextOnes(string credentials)
    {
        var users = new ConcurrentDictionary<NetworkStream, string>();
        using var upstream = RawUpstream.With(async (stream, head) =>
        {
            if (head.Contains("Authorization:", StringComparison.Ordinal))
                users[stream] = "alice";
            var user = users.GetValueOrDefault(stream, "nobody");
            await RawUpstream.WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {user.Length}\r\n\r\n{user}");
            return true;
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));

        await RawClient.SendAsync(edge.Address, $"GET /alice HTTP/1.1\r\nHost: a\r\nAuthorization: {credentials}\r\nConnection: close\r\n\r\n");
        var bob = await RawClient.SendAsync(edge.Address, "GET /bob HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        upstream.Connections.ShouldBe(1);
        bob.ShouldEndWith("nobody");
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer NTLM")]
    [InlineData("Negotiated x")]
    public async Task Authorization_OfARequest_GoesOn(string credentials)
    {
        using var upstream = RawUpstream.Answering(Ok);
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));

        await RawClient.SendAsync(edge.Address, $"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: {credentials}\r\nConnection: close\r\n\r\n");

        upstream.Heads.ShouldHaveSingleItem().ShouldContain($"\r\nAuthorization: {credentials}\r\n");
    }

    [Fact]
    public async Task Authorization_SeveralLines_NoneHidesAnother()
    {
        using var upstream = RawUpstream.Answering(Ok);
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));

        await RawClient.SendAsync(edge.Address, "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic eA==\r\nAuthorization: NTLM eA==\r\nConnection: close\r\n\r\n");
        await RawClient.SendAsync(edge.Address, "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic eA==, NTLM eA==\r\nConnection: close\r\n\r\n");

        upstream.Heads.Count.ShouldBe(2);
        upstream.Heads.ShouldAllBe(head => !head.Contains("NTLM", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NTLM", "")]
    [InlineData("Negotiate|NTLM", "")]
    [InlineData("Negotiate|NTLM|Basic realm=\"a\"", "Basic realm=\"a\"")]
    [InlineData("negotiate oYG2==, Basic realm=\"a, NTLM\", ntlm", "Basic realm=\"a, NTLM\"")]
    [InlineData("Digest realm=\"x\\\", NTLM\", nonce = \"y\", qop=auth, NTLM TlRM=, Bearer", "Digest realm=\"x\\\", NTLM\", nonce = \"y\", qop=auth, Bearer")]
    [InlineData("Bearer, Negotiate, , Basic realm=a", "Bearer, Basic realm=a")]
    [InlineData("Basic realm=\"NTLM\"|Bearer error=\"Negotiate\"", "Basic realm=\"NTLM\"|Bearer error=\"Negotiate\"")]
    [InlineData("Negotiate realm=\"a\", x=\"b\", Basic realm=a", "Basic realm=a")]
    public async Task Challenge_ForAConnection_IsRemovedAndTheOthersStay(string challenges, string expected)
    {
        var lines = string.Concat(challenges.Split('|').Select(line => $"WWW-Authenticate: {line}\r\nProxy-Authenticate: {line}\r\n"));
        using var upstream = RawUpstream.Answering($"HTTP/1.1 401 Unauthorized\r\n{lines}Persistent-Auth: true\r\nContent-Length: 0\r\n\r\n");
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));

        var answer = await RawClient.SendAsync(edge.Address, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        answer.Split("\r\n").Where(line => line.StartsWith("WWW-Authenticate: ", StringComparison.Ordinal)).Select(line => line["WWW-Authenticate: ".Length..])
            .ShouldBe(expected.Split('|', StringSplitOptions.RemoveEmptyEntries));
        answer.ShouldNotContain("Proxy-Authenticate");
        answer.ShouldNotContain("Persistent-Auth");
    }

    [Fact]
    public async Task Withheld_ManyTimes_IsLoggedOnceWithoutValues()
    {
        var log = new LogOfTest<Forwarder>();
        using var upstream = RawUpstream.Answering("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n");
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url), services: services => services.AddSingleton<ILogger<Forwarder>>(log));

        for (var i = 0; i < 3; i++)
            await RawClient.SendAsync(edge.Address, "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: NTLM c2VjcmV0\r\nConnection: close\r\n\r\n");

        log.Lines.Count(line => line.Contains("NTLM", StringComparison.Ordinal)).ShouldBe(1);
        log.Has("c2VjcmV0").ShouldBeFalse();
    }
}
