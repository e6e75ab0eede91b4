using System.Net;
using System.Net.WebSockets;
using Cloakroom.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Edges;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>A session that has ended shows nobody anything more, by no connection that is open already.</summary>
public sealed class OpenStreamTests : IAsyncLifetime
{
    private const string AliceId = "alice-0123456789abcdef";
    private const string BobId = "bob-0123456789abcdef00";

    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestUpstream _application = null!;
    private EdgeServer _edge = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = await TestUpstream.StartAsync(AnswerAsync, pipeline: app => app.UseWebSockets());
        _edge = await EdgeInFront.StartAsync(_application.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _next.TrySetResult();
        await _edge.DisposeAsync();
        await _application.DisposeAsync();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Revoked_EventStream_EndsAndNobodyElses(string version)
    {
        var alice = await SignInAsync(AliceId);
        var bob = await SignInAsync(BobId);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _edge.Addresses[0], DefaultRequestVersion = Version.Parse(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var hers = await OpenAsync(http, alice);
        var his = await OpenAsync(http, bob);
        (await hers.ReadLineAsync(Ct)).ShouldBe($"data: sid={AliceId}");
        (await his.ReadLineAsync(Ct)).ShouldBe($"data: sid={BobId}");

        await RevokeAsync(AliceId);

        await Should.ThrowAsync<Exception>(() => hers.ReadToEndAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct));
        _next.SetResult();
        (await his.ReadToEndAsync(Ct)).ShouldContain("next");
    }

    [Fact]
    public async Task Revoked_WebSocket_Ends()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", await SignInAsync(AliceId));
        await socket.ConnectAsync(new UriBuilder(_edge.Addresses[0]) { Scheme = "ws", Path = "/socket" }.Uri, Ct);
        var receiving = socket.ReceiveAsync(new byte[10], Ct);

        await RevokeAsync(AliceId);

        await Should.ThrowAsync<WebSocketException>(() => receiving.WaitAsync(TimeSpan.FromSeconds(20), Ct));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var cookies = context.Request.Headers.Cookie.ToString();
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[10], context.RequestAborted);
            return;
        }

        if (context.Request.Headers["X-Id"] is { Count: > 0 } id)
            context.Response.Headers.SetCookie = $"sid={id}; Path=/";
        if (context.Request.Path != "/events")
            return;
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync($"data: {cookies}\n\n", context.RequestAborted);
        await _next.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("data: next\n\n", context.RequestAborted);
    }

    private async Task<string> SignInAsync(string id)
    {
        using var http = _edge.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Headers = { { "X-Id", id } } };
        using var answer = await http.SendAsync(request, Ct);
        return string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));
    }

    private static async Task<StreamReader> OpenAsync(HttpClient http, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events") { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
        request.Headers.Add("Cookie", cookies);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new StreamReader(await answer.Content.ReadAsStreamAsync(Ct));
    }

    private async Task RevokeAsync(string id)
    {
        var value = _edge.Services.GetRequiredService<Tagger>().OfValue(id);
        await _edge.Services.GetRequiredService<IEdgeStore>().RevokeTagsAsync([value.Bits], new ControlEntry(TimeProvider.System.GetUtcNow(), "revoke", "ann", "drill"), Ct);
    }
}
