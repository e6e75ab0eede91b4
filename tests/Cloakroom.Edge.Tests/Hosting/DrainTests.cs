using System.Net.WebSockets;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

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

    [Fact]
    public async Task Stop_Idle_IsImmediate()
    {
        await using var upstream = await TestUpstream.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();
        await client.GetStringAsync("/", Cancellation);

        await edge.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }
}
