using System.Net;
using Cloakroom.Control;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Policies;

/// <summary>A leak in observe mode through running edges: it goes on without the policy and stops with it, on every edge of the store.</summary>
public sealed class EdgePolicyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    // An answer waits a second for what is due at most; that second is over when the test says so, and not when this machine pauses.
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(PolicyMode.Off)]
    [InlineData(PolicyMode.Act)]
    public async Task Quarantine_LeakOverTwoEdges_StopsItForThoseInvolvedAlone(PolicyMode mode)
    {
        await using var application = await SessionApplication.StartAsync();
        await using var first = await StartEdgeAsync(application, options => options.Policies.Quarantine.Mode = mode);
        await using var second = await StartEdgeAsync(application, options => options.Policies.Quarantine.Mode = mode);
        using var http = first.CreateClient();
        using var other = second.CreateClient();
        var (alice, bob, carol) = (await SessionApplication.SignInAsync(http, "alice"), await SessionApplication.SignInAsync(http, "bob"), await SessionApplication.SignInAsync(other, "carol"));

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
            await InTimeAsync(async () => await WhoAsync(edge, alice.Cookies) == "nobody");
            await InTimeAsync(async () => await WhoAsync(edge, carol.Cookies) == "nobody");
            (await WhoAsync(edge, leak)).ShouldBe("nobody");
            (await WhoAsync(edge, bob.Cookies)).ShouldBe("bob", "who got another's cookie is innocent");
        }

        var again = await SessionApplication.SignInAsync(other, "alice2");
        await first.Services.GetRequiredService<IncidentPolicies>().LookAsync();
        (await WhoAsync(other, again.Cookies)).ShouldBe("alice2");
        var store = first.Services.GetRequiredService<ICloakroomStore>();
        (await store.ReadHistoryAsync(20, Ct)).Count(entry => entry.Action == "quarantine").ShouldBe(1);
    }

    /// <summary>What the application answers to a leaked session that lives in its cookie is another value, and still the owner's.</summary>
    [Theory]
    [InlineData(PolicyMode.Off, "alice")]
    [InlineData(PolicyMode.Act, "nobody")]
    public async Task Quarantine_SessionThatLivesInItsCookie_EndsWhatThePresenterGotOfIt(PolicyMode mode, string expected)
    {
        await using var application = await SessionApplication.StartAsync();
        await using var edge = await StartEdgeAsync(application, options => (options.Cookies[0].Content, options.Policies.Quarantine.Mode) = (CookieContent.State, mode));
        using var http = edge.CreateClient();
        var (alice, bob) = (await SessionApplication.SignInAsync(http, "alice"), await SessionApplication.SignInAsync(http, "bob"));
        var derived = await CookieOfAsync(http, "/next", $"{alice.Session}; {bob.Binding}");

        // Where the end is in force on the edge before the answer leaves, the answer has no cookie that would outlive it.
        if (derived is not null || mode == PolicyMode.Off)
            (await WhoAsync(http, $"{derived}; {bob.Binding}")).ShouldBe(expected);
        (await WhoAsync(http, bob.Cookies)).ShouldBe("bob", "who got another's cookie is innocent");
        await edge.Services.GetRequiredService<UseJournal>().WriteAsync();
        if (mode == PolicyMode.Act)
            await InTimeAsync(async () => await WhoAsync(http, alice.Cookies) == "nobody");
    }

    [Fact]
    public async Task Close_AtItsCount_IsReloadedAndPutInForceOnce()
    {
        await using var application = await SessionApplication.StartAsync();
        EdgeOptions? used = null;
        await using var edge = await StartEdgeAsync(application, options => (used = options).Policies.Quarantine.Mode = PolicyMode.Off);
        using var http = edge.CreateClient();
        var (alice, bob) = (await SessionApplication.SignInAsync(http, "alice"), await SessionApplication.SignInAsync(http, "bob"));
        await WhoAsync(http, $"{alice.Session}; {bob.Binding}");
        var store = edge.Services.GetRequiredService<ICloakroomStore>();
        (await store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Open);

        (used!.Policies.Close.Mode, used.Policies.Close.Exposed) = (PolicyMode.Act, 1);
        edge.Use(used);
        await InTimeAsync(async () => await StatusAsync(http, alice.Cookies) == HttpStatusCode.ServiceUnavailable);

        (await store.ReadHistoryAsync(20, Ct)).Count(entry => entry.Action == "mode Closed").ShouldBe(1);
    }

    private Task<EdgeServer> StartEdgeAsync(TestUpstream application, Action<EdgeOptions> configure) => EdgeInFront.StartAsync(
        application.Url,
        options =>
        {
            options.Rules.ForeignBinding = RuleMode.Observe;
            configure(options);
        },
        _directory.Path,
        _clock);

    private Task InTimeAsync(Func<Task<bool>> condition) => Eventually.TrueAsync(() =>
    {
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        return condition();
    });

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
}
