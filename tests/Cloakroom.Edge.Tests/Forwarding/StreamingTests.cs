using System.Net;
using System.Net.WebSockets;
using System.Text;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class StreamingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServerSentEvents_EachArrivesBeforeTheNextIsSent()
    {
        using var received = new SemaphoreSlim(0);
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 20; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
                (await received.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue("The event before did not arrive.");
            }
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();

        using var reader = new StreamReader(await client.GetStreamAsync("/", Cancellation));
        for (var i = 0; i < 20; i++)
        {
            (await reader.ReadLineAsync(Cancellation)).ShouldBe($"data: {i}");
            await reader.ReadLineAsync(Cancellation);
            received.Release();
        }
    }

    [Fact]
    public async Task ServerSentEvents_NoneYet_HeadersArrive()
    {
        var goOn = new TaskCompletionSource();
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("data: 0\n\n");
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();

        using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        goOn.SetResult();

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("data: 0\n\n");
    }

    [Fact]
    public async Task Trailers_Http2BothWays_ArriveButNotThoseThatRulesLookAt()
    {
        await using var upstream = await TestUpstream.StartAsync(
            async context =>
            {
                context.Request.Headers.TE.ToString().ShouldBe("trailers");
                context.Response.ContentType = "application/grpc";
                await context.Response.WriteAsync("body");
                context.Response.AppendTrailer("grpc-status", "0");
                context.Response.AppendTrailer("set-cookie", "sid=secret");
                context.Response.AppendTrailer("cache-control", "public");
            },
            HttpProtocols.Http2);
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Forwarding.HttpVersion = "2";
        await using var edge = await TestEdge.StartAsync(options);
        using var client = edge.CreateClient();
        using var request = Request(HttpMethod.Post, "2");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Content = new StringContent("message", Encoding.UTF8, "application/grpc");

        using var response = await client.SendAsync(request, Cancellation);

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("body");
        response.TrailingHeaders.ToString().Trim().ShouldBe("grpc-status: 0");
    }

    [Fact]
    public async Task DuplexStream_Http2BothWays_MessagesPassOneByOne()
    {
        await using var upstream = await TestUpstream.StartAsync(
            async context =>
            {
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.FlushAsync();
                var buffer = new byte[100];
                int count;
                while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
                {
                    await context.Response.Body.WriteAsync(buffer.AsMemory(0, count));
                    await context.Response.Body.FlushAsync();
                }
            },
            HttpProtocols.Http2);
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Forwarding.HttpVersion = "2";
        await using var edge = await TestEdge.StartAsync(options);
        using var client = edge.CreateClient();
        using var request = Request(HttpMethod.Post, "2");
        var duplex = new DuplexContent();
        request.Content = duplex;
        duplex.Headers.ContentType = new("application/grpc");

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        for (var i = 0; i < 5; i++)
        {
            await duplex.WriteAsync($"message {i}");
            var buffer = new byte[9];
            await stream.ReadExactlyAsync(buffer, Cancellation);
            Encoding.ASCII.GetString(buffer).ShouldBe($"message {i}");
        }

        duplex.Complete();
        (await stream.ReadAsync(new byte[1], Cancellation)).ShouldBe(0);
    }

    [Theory]
    [InlineData("1.1", "1.1")]
    [InlineData("2", "1.1")]
    [InlineData("1.1", "2")]
    [InlineData("2", "2")]
    public async Task WebSocket_AnyVersions_Echoes(string client, string upstream)
    {
        await using var application = await EchoAsync(upstream == "2" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        var options = TestEdge.OptionsFor(application.Url);
        options.Forwarding.HttpVersion = upstream;
        await using var edge = await TestEdge.StartAsync(options);
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        socket.Options.HttpVersion = Version.Parse(client == "2" ? "2.0" : client);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await socket.ConnectAsync(new UriBuilder(edge.Address) { Scheme = "ws", Path = "/chat" }.Uri, invoker, Cancellation);
        foreach (var message in new[] { "a", new string('b', 100_000), "c" })
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, Cancellation);
            (await ReceiveAsync(socket)).ShouldBe(message);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Cancellation);
        await Eventually.TrueAsync(() => !edge.Results.IsEmpty);
        edge.Results.ShouldBe([ForwardResult.Completed]);
    }

    [Fact]
    public async Task WebSocket_Refused_AnswerArrives()
    {
        await using var upstream = await TestUpstream.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("no");
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));

        var response = await RawClient.SendAsync(
            edge.Address, "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            end: "\r\n0\r\n\r\n");

        RawClient.StatusOf(response).ShouldBe(403);
        response.ShouldEndWith("no\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task Expect_ApplicationRefuses_BodyIsNeverAskedFor()
    {
        using var upstream = RawUpstream.Answering("HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var options = TestEdge.OptionsFor(upstream.Url);
        // Past it the body is asked for anyway, and this machine may pause.
        options.Forwarding.ExpectTimeout = TimeSpan.FromMinutes(1);
        await using var edge = await TestEdge.StartAsync(options);

        var response = await RawClient.SendAsync(edge.Address, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");

        response.ShouldStartWith("HTTP/1.1 417");
        response.ShouldNotContain("100 Continue");
    }

    [Fact]
    public async Task Expect_ApplicationGoesOn_BodyIsAskedForAndArrives()
    {
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();
        using var request = Request(HttpMethod.Post, "1.1");
        request.Headers.ExpectContinue = true;
        request.Content = new StringContent("expected");

        using var response = await client.SendAsync(request, Cancellation);

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("expected");
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nETag: \"x\"\r\n\r\n", "Content-Length: 12345")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 204 No Content")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 12345\r\n\r\n", "ETag: \"x\"")]
    [InlineData("DELETE", "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 205 Reset Content")]
    [InlineData("GET", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nSet-Cookie: early=secret\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 204 No Content")]
    public async Task WithoutABody_HeadersGoOnAndTheConnectionStays(string method, string answer, string expected)
    {
        using var upstream = RawUpstream.Answering(answer, close: false);
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        var one = $"{method} / HTTP/1.1\r\nHost: a\r\n\r\n";

        // The second time with an end, so that nobody has to guess when all has come.
        var response = await RawClient.SendAsync(edge.Address, one + one.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));

        response.ShouldContain(expected);
        response.ShouldNotContain("secret");
        response.Split("HTTP/1.1 ").Length.ShouldBe(3, response);
        response.ShouldEndWith("\r\n\r\n");
        upstream.Heads.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nAlt-Svc: h3=\":443\"\r\nKeep-Alive: timeout=5\r\n\r\nhello")]
    public async Task Framing_AnyKind_BodyArrivesWhole(string answer)
    {
        using var upstream = RawUpstream.Answering(answer);
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();

        using var response = await client.GetAsync("/", Cancellation);

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("hello");
        response.Headers.Contains("X-Hop").ShouldBeFalse();
        response.Headers.Contains("Alt-Svc").ShouldBeFalse();
        response.Headers.Contains("Keep-Alive").ShouldBeFalse();
    }

    private static HttpRequestMessage Request(HttpMethod method, string version) =>
        new(method, "/") { Version = version == "2" ? HttpVersion.Version20 : HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static Task<TestUpstream> EchoAsync(HttpProtocols protocols) => TestUpstream.StartAsync(
        async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[8192];
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    return;
                }

                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
            }
        },
        protocols,
        app => app.UseWebSockets());

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer, Cancellation);
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return Encoding.UTF8.GetString(message.ToArray());
    }

    private sealed class DuplexContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new();
        private readonly TaskCompletionSource _done = new();

        public async Task WriteAsync(string message)
        {
            var stream = await _stream.Task;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(message));
            await stream.FlushAsync();
        }

        public void Complete() => _done.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _stream.SetResult(stream);
            return stream.FlushAsync().ContinueWith(_ => _done.Task, TaskScheduler.Default).Unwrap();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
