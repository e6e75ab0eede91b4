using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Hosting;
using Cloakroom.Edge.Tests.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Hosting;

public sealed class EdgeKestrelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1", "http")]
    [InlineData("2.0", "http")]
    [InlineData("1.1", "https")]
    [InlineData("2.0", "https")]
    public async Task Listen_SameAddress_SpeaksBothVersions(string version, string scheme)
    {
        using var certificate = new TestCertificate("localhost");
        await using var upstream = await TestUpstream.StartAsync(context => context.Response.WriteAsync(context.Request.Headers["X-Forwarded-Proto"].ToString()));
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Tls = certificate.Options;
        options.Listen.Add($"{scheme}://127.0.0.1:0");
        await using var edge = await TestEdge.StartAsync(options);
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, served, _, _) => served is not null } }) { BaseAddress = edge.Address };

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await client.SendAsync(request, Cancellation);
            response.Version.ShouldBe(Version.Parse(version));
            response.Headers.Contains("Server").ShouldBeFalse();
            (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe(scheme);
        }
    }

    [Fact]
    public async Task ClearText_PrefaceInPieces_IsHttp2()
    {
        await using var upstream = await TestUpstream.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Address.Host, edge.Address.Port, Cancellation);
        client.NoDelay = true;
        var stream = client.GetStream();
        foreach (var letter in "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray())
        {
            await stream.WriteAsync(new[] { letter }, Cancellation);
            await stream.FlushAsync(Cancellation);
        }

        await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 }, Cancellation);
        var frame = new byte[9];
        await stream.ReadExactlyAsync(frame, Cancellation);
        frame[3].ShouldBe((byte)4, "A SETTINGS frame (RFC 9113 section 6.5).");
    }

    [Theory]
    [InlineData("PRX / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("P")]
    public async Task ClearText_NearlyAPreface_IsHttp1(string begin)
    {
        await using var upstream = await TestUpstream.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));

        var response = await RawClient.SendAsync(edge.Address, begin == "P" ? "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" : begin);

        response.ShouldStartWith("HTTP/1.1 ");
    }

    [Fact]
    public async Task Certificate_Replaced_NewConnectionsGetIt()
    {
        using var certificate = new TestCertificate("old.example");
        var options = TestEdge.OptionsFor("http://127.0.0.1:1");
        options.Tls = certificate.Options;
        options.Listen.Add("https://127.0.0.1:0");
        await using var edge = await TestEdge.StartAsync(options);
        var served = edge.Services.GetRequiredService<ServerCertificate>();

        (await NameAsync(edge)).ShouldBe("CN=old.example");
        certificate.Write("new.example");
        served.Look();
        (await NameAsync(edge)).ShouldBe("CN=new.example");

        var key = certificate.WriteHalf("newest.example");
        served.Look();
        (await NameAsync(edge)).ShouldBe("CN=new.example");
        certificate.WriteKey("rubbish");
        served.Look();
        (await NameAsync(edge)).ShouldBe("CN=new.example");
        certificate.WriteKey(key);
        served.Look();
        (await NameAsync(edge)).ShouldBe("CN=newest.example");
    }

    [Fact]
    public async Task Body_LargerThanAllowed_Is413()
    {
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("ok");
        });
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Forwarding.MaxRequestBodySize = 1000;
        await using var edge = await TestEdge.StartAsync(options);
        using var client = edge.CreateClient();

        using var within = await client.PostAsync("/", new ByteArrayContent(new byte[1000]), Cancellation);
        var beyond = await RawClient.SendAsync(edge.Address, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" + new string('x', 1001));
        var chunked = await RawClient.SendAsync(edge.Address, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + new string('x', 1001) + "\r\n0\r\n\r\n");

        within.StatusCode.ShouldBe(HttpStatusCode.OK);
        RawClient.StatusOf(beyond).ShouldBe(413);
        RawClient.StatusOf(chunked).ShouldBe(413);
    }

    private static async Task<string> NameAsync(TestEdge edge)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Address.Host, edge.Address.Port, Cancellation);
        await using var tls = new SslStream(client.GetStream(), false, (_, served, _, _) => served is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "any.example", AllowTlsResume = false }, Cancellation);
        return ((X509Certificate2)tls.RemoteCertificate!).Subject;
    }
}
