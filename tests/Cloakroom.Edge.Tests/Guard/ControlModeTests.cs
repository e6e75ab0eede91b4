using System.Net;
using System.Net.WebSockets;
using Cloakroom.Control;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>What each mode lets through, over HTTP, from the store to the page.</summary>
public sealed class ControlModeTests : IAsyncLifetime
{
    private static int s_signIns;

    private TestUpstream _upstream = null!;
    private EdgeServer _edge = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    // Anybody who is signed in goes on; nobody gets in.
    [InlineData(CloakroomMode.SignInClosed, "GET", "/login", "Sign-in is closed")]
    [InlineData(CloakroomMode.SignInClosed, "POST", "/login", "Sign-in is closed")]
    [InlineData(CloakroomMode.SignInClosed, "GET", "/account%2F..%2Flogin", "Sign-in is closed")]
    [InlineData(CloakroomMode.SignInClosed, "GET", "/", null)]
    [InlineData(CloakroomMode.SignInClosed, "POST", "/cart", null)]
    [InlineData(CloakroomMode.SignInClosed, "POST", "/logout", null)]
    [InlineData(CloakroomMode.SignInClosed, "GET", "/app.js", null)]
    // Looking is allowed, signing out too.
    [InlineData(CloakroomMode.ReadOnly, "POST", "/cart", "Changes are closed")]
    [InlineData(CloakroomMode.ReadOnly, "DELETE", "/cart", "Changes are closed")]
    [InlineData(CloakroomMode.ReadOnly, "POST", "/login", "Changes are closed")]
    [InlineData(CloakroomMode.ReadOnly, "GET", "/login", null)]
    [InlineData(CloakroomMode.ReadOnly, "GET", "/cart", null)]
    [InlineData(CloakroomMode.ReadOnly, "POST", "/logout", null)]
    // Nothing but what a page is made of.
    [InlineData(CloakroomMode.Closed, "GET", "/", "Closed for maintenance")]
    [InlineData(CloakroomMode.Closed, "GET", "/login", "Closed for maintenance")]
    [InlineData(CloakroomMode.Closed, "POST", "/logout", "Closed for maintenance")]
    [InlineData(CloakroomMode.Closed, "POST", "/app.js", "Closed for maintenance")]
    [InlineData(CloakroomMode.Closed, "GET", "/app.js", null)]
    public async Task Mode_InForce_AnswersOrForwards(CloakroomMode mode, string method, string path, string? page)
    {
        (await SendAsync(method, path)).StatusCode.ShouldBe(HttpStatusCode.OK, "Open, the control.");
        await SetAsync(mode);

        using var answer = await SendAsync(method, path);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);

        answer.Headers.Contains("X-Application").ShouldBe(page is null);
        answer.StatusCode.ShouldBe(page is null ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        (answer.Headers.RetryAfter?.Delta).ShouldBe(page is null ? null : TimeSpan.FromMinutes(1));
        if (page is null)
            return;
        text.ShouldContain(page);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task SignInClosed_WhoIsSignedIn_StaysSoAndItOpensAgain()
    {
        using var signIn = await SendAsync("POST", "/login");
        var cookies = string.Join("; ", signIn.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));
        await SetAsync(CloakroomMode.SignInClosed);

        using var me = await SendAsync("GET", "/me", cookies);
        (await me.Content.ReadAsStringAsync(Cancellation)).ShouldStartWith("sid=alice-");

        await SetAsync(CloakroomMode.Open);
        (await SendAsync("POST", "/login")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(CloakroomMode.ReadOnly, "1.1", "/socket", false)]
    [InlineData(CloakroomMode.ReadOnly, "2.0", "/socket", false)]
    [InlineData(CloakroomMode.Closed, "1.1", "/socket", false)]
    [InlineData(CloakroomMode.Closed, "1.1", "/socket.js", false)]
    [InlineData(CloakroomMode.Closed, "2.0", "/socket.js", false)]
    [InlineData(CloakroomMode.SignInClosed, "1.1", "/socket", true)]
    [InlineData(CloakroomMode.SignInClosed, "2.0", "/socket", true)]
    [InlineData(CloakroomMode.Open, "1.1", "/socket", true)]
    [InlineData(CloakroomMode.Open, "2.0", "/socket", true)]
    public async Task WebSocket_CanWrite_SoThatItIsTreatedLikeAChange(CloakroomMode mode, string version, string path, bool opens)
    {
        await SetAsync(mode);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(new Uri(_edge.Addresses[0], path)) { Scheme = "ws" }.Uri;

        var connecting = socket.ConnectAsync(address, _http, Cancellation);

        if (opens)
        {
            await connecting;
            return;
        }

        await Should.ThrowAsync<WebSocketException>(() => connecting);
        socket.HttpStatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    public async ValueTask InitializeAsync()
    {
        _upstream = await TestUpstream.StartAsync(
            static async context =>
            {
                context.Response.Headers["X-Application"] = "yes";
                if (context.WebSockets.IsWebSocketRequest)
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.ReceiveAsync(new byte[10], context.RequestAborted);
                    return;
                }

                if (context.Request.Path == "/login")
                    context.Response.Headers.SetCookie = $"sid=alice-{Interlocked.Increment(ref s_signIns):x16}; Path=/";
                await context.Response.WriteAsync(context.Request.Headers.Cookie.ToString(), context.RequestAborted);
            },
            pipeline: static app => app.UseWebSockets());
        _edge = await EdgeInFront.StartAsync(_upstream.Url, static options => options.Forwarding.DrainTimeout = TimeSpan.FromMilliseconds(100));
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _edge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private async Task SetAsync(CloakroomMode mode)
    {
        await _edge.Services.GetRequiredService<ICloakroomStore>().SetModeAsync(new ModeState(mode, "a test", "to see", DateTimeOffset.UnixEpoch), Cancellation);
        await Eventually.TrueAsync(() => _edge.Services.GetRequiredService<IEdgeControl>().View.Mode.Mode == mode);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? cookies = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_edge.Addresses[0], path));
        if (cookies is not null)
            request.Headers.Add("Cookie", cookies);
        return await _http.SendAsync(request, Cancellation);
    }
}
