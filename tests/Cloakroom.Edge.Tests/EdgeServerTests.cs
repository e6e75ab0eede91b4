using System.Net;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Hosting;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Tests.Alerts;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests;

/// <summary>The whole edge, over sockets, in front of a small application.</summary>
public sealed class EdgeServerTests
{
    private const string AliceId = "alice-0123456789abcdef";

    [Fact]
    public async Task Edge_InFrontOfAnApplication_SealsItsSession()
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url);
        using var alice = edge.CreateClient();

        using var signIn = await alice.PostAsync("/login", null, TestContext.Current.CancellationToken);
        var cookies = signIn.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]).ToArray();
        cookies.Length.ShouldBe(2);
        cookies.ShouldNotContain(cookie => cookie.Contains("alice", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Add("Cookie", string.Join("; ", cookies));
        using var me = await alice.SendAsync(request, TestContext.Current.CancellationToken);

        (await me.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"sid={AliceId}");
        me.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Edge_EitherVersionOfHttp_Answers(string version)
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { DefaultRequestVersion = Version.Parse(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var answer = await http.GetAsync(new Uri(edge.Addresses.ShouldHaveSingleItem(), "/me"), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Version.ShouldBe(Version.Parse(version));
    }

    [Fact]
    public async Task Edge_SealedCookieFromAnotherBrowser_IsToldAtOnceWithoutNamingAnybody()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url, options => options.Alerts.Destinations.Add(new EdgeAlertDestinationOptions { Name = "ops", Url = receiver.Url }));
        using var browser = edge.CreateClient();
        using var signIn = await browser.PostAsync("/login", null, TestContext.Current.CancellationToken);
        var cookies = signIn.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]).ToArray();

        using var stolen = new HttpRequestMessage(HttpMethod.Get, "/me");
        stolen.Headers.Add("Cookie", cookies.Single(cookie => !cookie.Contains("cloakroom-edge=", StringComparison.Ordinal)));
        using var answer = await browser.SendAsync(stolen, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => receiver.Requests.Count == 1);

        receiver.Requests[0].Json.GetProperty("data").GetProperty("incident").GetProperty("kind").GetString().ShouldBe("foreign-binding");
        var mixup = (await edge.Services.GetRequiredService<IEdgeStore>().ReadNewestMixupsAsync(1, TestContext.Current.CancellationToken)).Single();
        foreach (var name in new[] { mixup.Owner.SessionId, mixup.Owner.Subject, mixup.Presenter.SessionId, mixup.Presenter.Subject }.OfType<string>()) receiver.Requests[0].Text.ShouldNotContain(name);
    }

    [Fact]
    public async Task Use_OtherRules_HoldForWhatIsFoundOutLaterToo()
    {
        await using var application = await StartApplicationAsync();
        var options = new EdgeOptions();
        await using var edge = await EdgeInFront.StartAsync(application.Url, own => options = own);
        var journal = edge.Services.GetRequiredService<MixupJournal>();
        journal.RuleFor(MixupKind.DuplicateIssue).ShouldBe(RuleMode.Enforce);

        options.Rules.DuplicateIssue = RuleMode.Observe;
        edge.Use(options);

        journal.RuleFor(MixupKind.DuplicateIssue).ShouldBe(RuleMode.Observe);
    }

    [Fact]
    public async Task Edge_SessionInThePath_DoesNotReachTheApplication()
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(edge.Addresses[0], $"/me;sid={AliceId};v=1?sid=query"), TestContext.Current.CancellationToken);

        // A query is the application's own affair.
        answer.Headers.GetValues("X-Target").ShouldHaveSingleItem().ShouldBe("/me;sid=;v=1?sid=query");
    }

    [Fact]
    public async Task Edge_Trace_IsNotForwarded()
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Trace, edge.Addresses[0]);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
    }

    [Fact]
    public async Task Edge_OperatorsAddress_TellsHowItDoes()
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url, static options => options.Admin.Listen = "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = new Uri(edge.Services.GetRequiredService<AdminServer>().Address!) };
        await http.GetAsync(new Uri(edge.Addresses[0], "/app.js"), TestContext.Current.CancellationToken);

        (await http.GetStringAsync("/healthz/live", TestContext.Current.CancellationToken)).ShouldBe("live\n");
        (await http.GetStringAsync("/healthz/ready", TestContext.Current.CancellationToken)).ShouldContain("Healthy");
        (await http.GetStringAsync("/status", TestContext.Current.CancellationToken)).ShouldContain("\"withGuardedCookies\": 0");
        (await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("cloakroom_edge_requests_total{cloakroom_route=\"static\"} 1");
        (await http.GetAsync(new Uri(edge.Addresses[0], "/healthz/ready"), TestContext.Current.CancellationToken)).Headers.Contains("X-Application").ShouldBeTrue();
    }

    [Fact]
    public async Task Edge_TwoSharingAStore_OpenEachOthersSealsAndSeeADuplicate()
    {
        await using var application = await StartApplicationAsync();
        using var directory = new TemporaryDirectory();
        await using var one = await EdgeInFront.StartAsync(application.Url, directory: directory.Path);
        await using var two = await EdgeInFront.StartAsync(application.Url, directory: directory.Path);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });

        using var signIn = await http.PostAsync(new Uri(one.Addresses[0], "/login"), null, TestContext.Current.CancellationToken);
        var cookies = string.Join("; ", signIn.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(two.Addresses[0], "/me"));
        request.Headers.Add("Cookie", cookies);
        using var me = await http.SendAsync(request, TestContext.Current.CancellationToken);
        using var again = await http.PostAsync(new Uri(two.Addresses[0], "/login"), null, TestContext.Current.CancellationToken);

        (await me.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"sid={AliceId}");
        again.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        again.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Edge_RequestsWithASession_AreNotedWithTheTraceThatTheApplicationLogs()
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url);
        using var http = edge.CreateClient();
        using var signIn = await http.PostAsync("/login", null, TestContext.Current.CancellationToken);
        var cookies = string.Join("; ", signIn.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));
        var traces = new List<string>();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, "/trace");
            request.Headers.Add("Cookie", cookies);
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            traces.Add(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await edge.Services.GetRequiredService<UseJournal>().WriteAsync();

        var value = edge.Services.GetRequiredService<Tagger>().OfValue(AliceId).Bits;
        var use = (await edge.Services.GetRequiredService<IUseStore>().ReadUsesAsync([value], DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow(), 10, TestContext.Current.CancellationToken))
            .Aggregate((a, b) => a with { Count = a.Count + b.Count, UnsafeCount = a.UnsafeCount + b.UnsafeCount, Writes = [.. a.Writes, .. b.Writes] });
        (use.Count, use.UnsafeCount, use.Key.IsForeign).ShouldBe((2, 1, false));
        traces[1].Split('-')[1].ShouldBe(use.Writes.ShouldHaveSingleItem().Trace.ToString("x32", null));
    }

    [Fact]
    public async Task Edge_ObservedForeignCookie_IsNotedAsAUseByThePresenter()
    {
        await using var application = await StartApplicationAsync();
        await using var edge = await EdgeInFront.StartAsync(application.Url, static options =>
            (options.Rules.ForeignBinding, options.Policies.Quarantine.Mode) = (RuleMode.Observe, PolicyMode.Off));
        using var http = edge.CreateClient();
        using var signIn = await http.PostAsync("/login", null, TestContext.Current.CancellationToken);
        var stolen = signIn.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]).Single(cookie => cookie.StartsWith("sid=", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Add("Cookie", stolen);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"sid={AliceId}");

        await edge.Services.GetRequiredService<UseJournal>().WriteAsync();

        var foreign = await edge.Services.GetRequiredService<IUseStore>().ReadForeignUsesAsync(DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow(), 10, TestContext.Current.CancellationToken);
        // Whose it was: the browser that it was sealed for, which the other cookie of that answer is the binding of.
        var binding = signIn.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0].Split('=', 2)).Single(cookie => cookie[0] != "sid")[1];
        var owner = edge.Services.GetRequiredService<Tagger>().OfBinding(edge.Services.GetRequiredService<BindingCookie>().Read(binding)!.Value.Current);
        foreign.ShouldHaveSingleItem().Key.ShouldBe(new UseKey(owner.Bits, 0, UseRoute.Dynamic, IsForeign: true));
    }

    private static Task<TestUpstream> StartApplicationAsync() => TestUpstream.StartAsync(static context =>
    {
        context.Response.Headers["X-Application"] = "yes";
        context.Response.Headers["X-Target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (context.Request.Path == "/login")
            context.Response.Headers.SetCookie = $"sid={AliceId}; Path=/; HttpOnly";
        if (context.Request.Path == "/trace")
            return context.Response.WriteAsync(context.Request.Headers.TraceParent.ToString(), context.RequestAborted);
        return context.Response.WriteAsync(context.Request.Headers.Cookie.ToString(), context.RequestAborted);
    });
}
