using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Edge.Tests.Hosting;

public sealed class DrainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_RequestUnderWay_FinishesWhileReadinessSaysNo()
    {
        var goOn = new TaskCompletionSource();
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            await context.Response.WriteAsync("begun ");
            if (context.Request.Path == "/slow")
                await goOn.Task;
            await context.Response.WriteAsync("finished");
        });
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Admin = new AdminOptions { Listen = "http://127.0.0.1:0" };
        await using var edge = await TestEdge.StartAsync(options);
        using var client = edge.CreateClient();
        using var admin = new HttpClient { BaseAddress = new Uri(edge.Admin.Address!) };
        using var response = await client.GetAsync("/slow", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        var stopping = edge.StopAsync();
        await Eventually.TrueAsync(async () => (int)(await admin.GetAsync("/healthz/ready", Cancellation)).StatusCode == 503);
        (await admin.GetStringAsync("/healthz/live", Cancellation)).ShouldBe("live\n");
        var another = await RawClient.SendAsync(edge.Address, "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n");
        another.ShouldContain("finished");
        another.ShouldContain("Connection: close");
        stopping.IsCompleted.ShouldBeFalse();

        goOn.SetResult();
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("begun finished");
        await stopping.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync("/", Cancellation));
        await Should.ThrowAsync<HttpRequestException>(() => admin.GetAsync("/healthz/live", Cancellation));
    }

    [Fact]
    public async Task Stop_WebSocketOpen_EndsWithTheTimeToDrain()
    {
        await using var upstream = await TestUpstream.StartAsync(
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                var received = await socket.ReceiveAsync(new byte[10], context.RequestAborted);
                received.Count.ShouldBe(0);
            },
            pipeline: app => app.UseWebSockets());
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Forwarding.DrainTimeout = TimeSpan.FromMilliseconds(300);
        await using var edge = await TestEdge.StartAsync(options);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(edge.Address) { Scheme = "ws" }.Uri, Cancellation);

        var receiving = socket.ReceiveAsync(new byte[10], Cancellation);
        await edge.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        await Should.ThrowAsync<WebSocketException>(() => receiving.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
    }

    /// <summary>Those who stop after the server write what the store does not have yet.</summary>
    [Fact]
    public async Task Stop_EventStreamOpen_LeavesTimeForWhatStopsLater()
    {
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 0\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Forwarding.DrainTimeout = TimeSpan.FromMilliseconds(100);
        var later = new StopsLater();
        await using var edge = await TestEdge.StartAsync(options, services: services =>
        {
            services.AddSingleton<IHostedService>(later);
            // A stream that is not ended takes all there is, however much that is; what a busy machine takes to end it is less.
            services.PostConfigure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(1));
        });
        using var client = edge.CreateClient();
        using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        await edge.StopAsync().WaitAsync(TimeSpan.FromMinutes(2), Cancellation);

        later.HadTime.ShouldBe(true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HT")]
    public async Task Stop_ConnectionThatHasNotSaidWhatItSpeaks_IsImmediate(string said)
    {
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor("http://127.0.0.1:1"));
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Address.Host, edge.Address.Port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(said), Cancellation);
        // Accepted in order: when this is answered, the one before is there.
        await RawClient.SendAsync(edge.Address, "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        await edge.StopAsync().WaitAsync(TimeSpan.FromSeconds(5), Cancellation);

        (await client.GetStream().ReadAsync(new byte[1], Cancellation)).ShouldBe(0, "An end, not a reset: browsers try again.");
    }

    [Fact]
    public async Task Stop_IdleHttp2InClearText_IsImmediate()
    {
        await using var upstream = await TestUpstream.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = new HttpClient { BaseAddress = edge.Address, DefaultRequestVersion = System.Net.HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await client.GetStringAsync("/", Cancellation);

        await edge.StopAsync().WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
    }

    [Fact]
    public async Task Stop_Idle_IsImmediate()
    {
        await using var upstream = await TestUpstream.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();
        await client.GetStringAsync("/", Cancellation);

        await edge.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    private sealed class StopsLater : IHostedService
    {
        public bool? HadTime { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            HadTime = !cancellationToken.IsCancellationRequested;
            return Task.CompletedTask;
        }
    }
}
