using System.Net;
using Cloakroom.Control;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Policies;

/// <summary>A leak in observe mode through running edges: it goes on without the policy and stops with it, on every edge of the store.</summary>
public sealed class EdgePolicyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(PolicyMode.Off)]
    [InlineData(PolicyMode.Act)]
    public async Task Quarantine_LeakOverTwoEdges_StopsItForThoseInvolvedAlone(PolicyMode mode)
    {
        await using var application = await StartApplicationAsync();
        await using var first = await StartEdgeAsync(application, options => options.Policies.Quarantine.Mode = mode);
        await using var second = await StartEdgeAsync(application, options => options.Policies.Quarantine.Mode = mode);
        using var http = Client(first);
        using var other = Client(second);
        var (alice, bob, carol) = (await SignInAsync(http, "alice"), await SignInAsync(http, "bob"), await SignInAsync(other, "carol"));

        var leak = $"{alice.Session}; {bob.Binding}";
        (await WhoAsync(http, leak)).ShouldBe("alice", "the first is what is counted");
        if (mode == PolicyMode.Off)
        {
            for (var i = 0; i < 5; i++) (await WhoAsync(i % 2 == 0 ? other : http, leak)).ShouldBe("alice", "red: nothing stops it");
            return;
        }

        (await WhoAsync(http, leak)).ShouldBe("nobody");
        (await WhoAsync(http, $"{carol.Session}; {bob.Binding}")).ShouldBe("nobody", "another's is not served either");
        foreach (var edge in new[] { http, other })
        {
            await Eventually.TrueAsync(async () => await WhoAsync(edge, $"{alice.Session}; {alice.Binding}") == "nobody");
            await Eventually.TrueAsync(async () => await WhoAsync(edge, $"{carol.Session}; {carol.Binding}") == "nobody");
            (await WhoAsync(edge, leak)).ShouldBe("nobody");
            (await WhoAsync(edge, $"{bob.Session}; {bob.Binding}")).ShouldBe("bob", "who got another's cookie is innocent");
        }

        var again = await SignInAsync(other, "alice2");
        await first.Services.GetRequiredService<IncidentPolicies>().LookAsync();
        (await WhoAsync(other, $"{again.Session}; {again.Binding}")).ShouldBe("alice2");
        var store = first.Services.GetRequiredService<ICloakroomStore>();
        (await store.ReadHistoryAsync(20, Ct)).Count(entry => entry.Action == "quarantine").ShouldBe(1);
    }

    /// <summary>What the application answers to a leaked session that lives in its cookie is another value, and still the owner's.</summary>
    [Theory]
    [InlineData(PolicyMode.Off, "alice")]
    [InlineData(PolicyMode.Act, "nobody")]
    public async Task Quarantine_SessionThatLivesInItsCookie_EndsWhatThePresenterGotOfIt(PolicyMode mode, string expected)
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await StartEdgeAsync(application, options => (options.Cookies[0].Content, options.Policies.Quarantine.Mode) = (CookieContent.State, mode));
        using var http = Client(edge);
        var (alice, bob) = (await SignInAsync(http, "alice"), await SignInAsync(http, "bob"));
        var derived = await CookieOfAsync(http, "/next", $"{alice.Session}; {bob.Binding}");

        // Where the end is in force on the edge before the answer leaves, the answer has no cookie that would outlive it.
        if (derived is not null || mode == PolicyMode.Off)
            (await WhoAsync(http, $"{derived}; {bob.Binding}")).ShouldBe(expected);
        (await WhoAsync(http, $"{bob.Session}; {bob.Binding}")).ShouldBe("bob", "who got another's cookie is innocent");
        await edge.Services.GetRequiredService<UseJournal>().WriteAsync();
        if (mode == PolicyMode.Act)
            await Eventually.TrueAsync(async () => await WhoAsync(http, $"{alice.Session}; {alice.Binding}") == "nobody");
    }

    [Fact]
    public async Task Close_AtItsCount_IsReloadedAndPutInForceOnce()
    {
        await using var application = await StartApplicationAsync();
        EdgeOptions? used = null;
        await using var edge = await StartEdgeAsync(application, options => (used = options).Policies.Quarantine.Mode = PolicyMode.Off);
        using var http = Client(edge);
        var (alice, bob) = (await SignInAsync(http, "alice"), await SignInAsync(http, "bob"));
        await WhoAsync(http, $"{alice.Session}; {bob.Binding}");
        var store = edge.Services.GetRequiredService<ICloakroomStore>();
        (await store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Open);

        (used!.Policies.Close.Mode, used.Policies.Close.Exposed) = (PolicyMode.Act, 1);
        edge.Use(used);
        await Eventually.TrueAsync(async () => await StatusAsync(http, $"{alice.Session}; {alice.Binding}") == HttpStatusCode.ServiceUnavailable);

        (await store.ReadHistoryAsync(20, Ct)).Count(entry => entry.Action == "mode Closed").ShouldBe(1);
    }

    private async Task<EdgeServer> StartEdgeAsync(WebApplication application, Action<EdgeOptions> configure)
    {
        var options = new EdgeOptions
        {
            Admin = { Listen = "" },
            Listen = ["http://127.0.0.1:0"],
            Upstreams = [new UpstreamOptions { Url = application.Urls.Single() }],
            Cookies = [new GuardedCookieOptions { Name = "sid" }],
            Store = { Directory = _directory.Path },
            Rules = { ForeignBinding = RuleMode.Observe },
        };
        configure(options);
        EdgeDefaults.Fill(options);
        return await EdgeServer.StartAsync(options, cancellationToken: Ct);
    }

    private static HttpClient Client(EdgeServer edge) => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = edge.Addresses[0] };

    private static async Task<(string Session, string Binding)> SignInAsync(HttpClient http, string user)
    {
        using var answer = await http.PostAsync("/login?" + user, null, Ct);
        var cookies = answer.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]).ToArray();
        return (cookies.Single(cookie => cookie.StartsWith("sid=", StringComparison.Ordinal)), cookies.Single(cookie => !cookie.StartsWith("sid=", StringComparison.Ordinal)));
    }

    private static async Task<string> WhoAsync(HttpClient http, string cookies)
    {
        using var answer = await SendAsync(http, "/me", cookies);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string cookies)
    {
        using var answer = await SendAsync(http, "/me", cookies);
        return answer.StatusCode;
    }

    private static async Task<string?> CookieOfAsync(HttpClient http, string path, string cookies)
    {
        using var answer = await SendAsync(http, path, cookies);
        return !answer.Headers.TryGetValues("Set-Cookie", out var lines)
            ? null
            : lines.Select(line => line.Split(';')[0]).SingleOrDefault(cookie => cookie.StartsWith("sid=", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", cookies } } };
        return await http.SendAsync(request, Ct);
    }

    /// <summary>Tells whose session it gets, which each cookie begins with.</summary>
    private static async Task<WebApplication> StartApplicationAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(static context =>
        {
            var session = context.Request.Headers.Cookie.ToString().Split("; ").FirstOrDefault(cookie => cookie.StartsWith("sid=", StringComparison.Ordinal))?[4..];
            var user = session?.Split('-')[0] ?? "nobody";
            if (context.Request.Path == "/login")
                context.Response.Headers.SetCookie = $"sid={context.Request.QueryString.Value![1..]}-0123456789abcdef; Path=/; HttpOnly";
            else if (context.Request.Path == "/next")
                context.Response.Headers.SetCookie = $"sid={user}-2222222222222222; Path=/; HttpOnly";
            return context.Response.WriteAsync(user, context.RequestAborted);
        });
        await app.StartAsync(Ct);
        return app;
    }
}
