using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Http;

/// <summary>What applications do all day raises no mix-up.</summary>
public sealed class NoFalseAlarmTests
{
    [Fact]
    public async Task Mvc_ControllerWithSessionTempDataAndAntiforgery_NoMixup()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Services = services => services.AddControllersWithViews()
                .AddApplicationPart(typeof(NoFalseAlarmTests).Assembly).AddSessionStateTempDataProvider();
            setup.Then = web => web.MapControllers();
        });
        var browser = app.Browse();

        (await browser.PostAsync("/mvc/sign-in/alice")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.BodyAsync("/mvc/whoami")).ShouldBe("alice");
        (await browser.GetAsync("/mvc/put")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.BodyAsync("/mvc/take")).ShouldBe("kept");
        (await browser.BodyAsync("/mvc/take")).ShouldBe("-");
        (await browser.PostAsync("/mvc/sign-out")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/mvc/whoami")).Status.ShouldBe(HttpStatusCode.Redirect);

        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Antiforgery_FormWithTokens_IsAcceptedAndItsCookieUncacheable()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Services = services => services.AddAntiforgery();
            setup.Then = web =>
            {
                web.UseAntiforgery();
                web.MapGet("/form", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken);
                web.MapPost("/form", ([FromForm] string name) => "hello " + name);
            };
        });
        var browser = await app.Browse().SignInAsync("alice");

        var form = await browser.GetAsync("/form");
        form.CacheControl!.ShouldContain("no-store");
        var posted = await browser.PostAsync("/form", $"name=x&__RequestVerificationToken={Uri.EscapeDataString(form.Body)}");

        posted.Body.ShouldBe("hello x");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task SignalR_NegotiateConnectAndInvoke_KnowsTheUserAndNoMixup()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Kestrel = true;
            setup.Services = services => services.AddSignalR();
            setup.Then = web => web.MapHub<WhoAmIHub>("/hub").RequireAuthorization();
        });
        var alice = await app.Browse().SignInAsync("alice");
        (await app.Browse().PostAsync("/hub/negotiate?negotiateVersion=1")).Status.ShouldNotBe(HttpStatusCode.OK);

        var negotiated = await alice.PostAsync("/hub/negotiate?negotiateVersion=1");
        negotiated.Status.ShouldBe(HttpStatusCode.OK);
        negotiated.CacheControl!.ShouldContain("no-store");
        var token = JsonDocument.Parse(negotiated.Body).RootElement.GetProperty("connectionToken").GetString()!;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", string.Join("; ", alice.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var ct = TestContext.Current.CancellationToken;
        await socket.ConnectAsync(new UriBuilder(app.Origin) { Scheme = "ws", Path = "/hub", Query = "id=" + Uri.EscapeDataString(token) }.Uri, ct);

        await SendAsync("""{"protocol":"json","version":1}""");
        await SendAsync("""{"type":1,"invocationId":"1","target":"WhoAmI","arguments":[]}""");

        var received = "";
        var buffer = new byte[4096];
        while (!received.Contains("\"type\":3", StringComparison.Ordinal))
            received += Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer.AsMemory(), ct)).Count);
        received.ShouldContain("\"result\":\"alice alice\"");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        app.Mixups.All.ShouldBeEmpty();

        Task SendAsync(string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, ct);
    }

    [Fact]
    public async Task SignalR_LongPolling_KnowsTheUserAndNoMixup()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Kestrel = true;
            setup.Services = services => services.AddSignalR();
            setup.Then = web => web.MapHub<WhoAmIHub>("/hub").RequireAuthorization();
        });
        var alice = await app.Browse().SignInAsync("alice");
        var token = JsonDocument.Parse((await alice.PostAsync("/hub/negotiate?negotiateVersion=1")).Body).RootElement.GetProperty("connectionToken").GetString()!;
        var url = "/hub?id=" + Uri.EscapeDataString(token);

        (await alice.GetAsync(url)).Status.ShouldBe(HttpStatusCode.OK);
        var poll = alice.GetAsync(url);
        await alice.PostAsync(url, "{\"protocol\":\"json\",\"version\":1}\u001e");
        await poll;
        poll = alice.GetAsync(url);
        await alice.PostAsync(url, "{\"type\":1,\"invocationId\":\"1\",\"target\":\"WhoAmI\",\"arguments\":[]}\u001e");
        (await poll).Body.ShouldContain("\"result\":\"alice alice\"");
        await alice.SendAsync(HttpMethod.Delete, url);

        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Middlewares_CompressionBufferingAndTransformation_NoMixup()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Kestrel = true;
            setup.Services = services =>
            {
                services.AddResponseCompression(options => options.EnableForHttps = true);
                services.AddHttpContextAccessor();
                services.AddTransient<Microsoft.AspNetCore.Authentication.IClaimsTransformation, AddClaim>();
            };
            setup.Then = web =>
            {
                web.UseResponseCompression();
                web.MapGet("/accessor", async (IHttpContextAccessor accessor) =>
                {
                    await Task.Yield();
                    accessor.HttpContext!.Session.SetString("x", "y");
                    return string.Concat(Enumerable.Repeat(accessor.HttpContext.User.FindFirst("added")?.Value, 100));
                });
            };
        });
        var alice = await app.Browse().SignInAsync("alice");
        alice.Headers["Accept-Encoding"] = "gzip";

        for (var i = 0; i < 3; i++)
            (await alice.GetAsync("/accessor")).Header("Content-Encoding").ShouldBe("gzip");
        alice.Headers.Clear();
        (await alice.BodyAsync("/accessor")).ShouldBe(string.Concat(Enumerable.Repeat("1", 100)));
        (await alice.BodyAsync("/data/x")).ShouldBe("y");

        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Load_ManyUsersOverFewConnections_EverybodyIsThemselves()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Kestrel = true);
        using var client = app.Client(maxConnections: 3);
        var browsers = Enumerable.Range(0, 24).Select(_ => new Browser(client, app.Origin)).ToArray();

        await Task.WhenAll(browsers.Select(async (browser, i) =>
        {
            await browser.SignInAsync("user" + i);
            for (var round = 0; round < 6; round++)
            {
                (await browser.BodyAsync("/me")).ShouldBe("user" + i);
                (await browser.PostAsync($"/data/k/{i}-{round}")).Status.ShouldBe(HttpStatusCode.OK);
                (await browser.BodyAsync("/data/k")).ShouldBe($"{i}-{round}");
                if (round == 3)
                    await browser.PostAsync("/rotate");
            }
        }));

        app.Mixups.All.ShouldBeEmpty();
    }

    private sealed class AddClaim : Microsoft.AspNetCore.Authentication.IClaimsTransformation
    {
        public Task<System.Security.Claims.ClaimsPrincipal> TransformAsync(System.Security.Claims.ClaimsPrincipal principal)
        {
            // Adds once more with every call, as naive transformations do: a principal that requests shared would grow.
            var identity = (System.Security.Claims.ClaimsIdentity)principal.Identity!;
            var count = identity.FindAll("added").Count();
            identity.AddClaim(new System.Security.Claims.Claim("added", (count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return Task.FromResult(principal);
        }
    }
}

public sealed class WhoAmIHub : Hub
{
    public string WhoAmI() =>
        $"{Context.User!.Identity!.Name} {Context.GetHttpContext()!.User.Identity!.Name}";
}

[Route("mvc")]
public sealed class SampleController : Controller
{
    [HttpPost("sign-in/{subject}")]
    public IActionResult Enter(string subject) => SignIn(TestEndpoints.Principal(subject));

    [HttpPost("sign-out")]
    public IActionResult Leave() => SignOut();

    [Authorize]
    [HttpGet("whoami")]
    public string? WhoAmI() => User.Identity!.Name;

    [HttpGet("put")]
    public void Put() => TempData["x"] = "kept";

    [HttpGet("take")]
    public string Take() => TempData["x"] as string ?? "-";
}
