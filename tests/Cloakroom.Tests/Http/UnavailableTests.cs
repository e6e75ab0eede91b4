using System.Net;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Tests.Http;

/// <summary>Unavailable is not signed out (invariant I3, peers 3).</summary>
public sealed class UnavailableTests
{
    public static TheoryData<string> Faults => ["error", "driver", "cancelled", "hang", "slow"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Request_WithSessionWhileTheStoreFails_Is503AndAnonymousGoOn(string fault)
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Read, ByName(fault, app.Clock));

        foreach (var path in new[] { "/me", "/data/x", "/session-id", "/outcome" })
        {
            var answer = await alice.GetAsync(path).WithTimePassing(app.Clock, TimeSpan.FromMilliseconds(500));
            answer.ShouldBeUnavailable();
        }

        var anonymous = app.Browse();
        (await anonymous.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        app.Store.Heal();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task SignIn_WhileTheStoreFails_Is503WithoutCookies(string fault)
    {
        await using var app = await StartAsync();
        app.Store.On(StoreMethods.Create, ByName(fault, app.Clock));
        var browser = app.Browse();

        var answer = await browser.PostAsync("/sign-in/alice").WithTimePassing(app.Clock, TimeSpan.FromMilliseconds(500));

        answer.ShouldBeUnavailable();
    }

    [Fact]
    public async Task Request_WithSessionWhileTheStoreIsDown_WarmSessionsGoOnUntilTheFeedIsStale()
    {
        await using var app = await TestApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.All, Fault.Error);

        (await alice.BodyAsync("/me")).ShouldBe("alice");
        app.Clock.Advance(TimeSpan.FromSeconds(1.1));
        (await alice.GetAsync("/me")).ShouldBeUnavailable();
    }

    [Fact]
    public async Task Request_UnsafeMethodToAnEndpointThatNeedsNoSession_Is503Too()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Read, Fault.Error);

        (await alice.PostAsync("/sign-out")).ShouldBeUnavailable();
        alice.HasSession.ShouldBeTrue();
    }

    [Fact]
    public async Task Answer_ToABrowser_IsAPageAndToAProgramAProblem()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Read, Fault.Error);

        (await alice.GetAsync("/me")).Header("Content-Type").ShouldBe("application/problem+json");
        alice.Headers["Accept"] = "text/html,application/xhtml+xml";
        var page = await alice.GetAsync("/me");
        page.Header("Content-Type").ShouldBe("text/html; charset=utf-8");
        page.Body.ShouldContain("You have not been signed out");
    }

    [Fact]
    public async Task Request_ClientHangsUpWhileTheStoreHangs_LeavesNothingBehind()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Read, Fault.Hang, times: 1);
        using var hangUp = new CancellationTokenSource();

        var before = app.Store.Calls(StoreMethods.Read);
        var request = alice.SendUntilAsync(HttpMethod.Get, "/me", null, hangUp.Token);
        await Eventually.TrueAsync(() => app.Store.Calls(StoreMethods.Read) > before);
        await hangUp.CancelAsync();

        await Should.ThrowAsync<Exception>(() => request);
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task SignIn_ManyAtOnceWhileTheControlFeedHangs_NoneWaitsForTheOthers()
    {
        await using var app = await StartAsync();
        app.Store.On(StoreMethods.ReadControl, Fault.Hang);
        var start = app.Clock.GetUtcNow();

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => app.Browse().PostAsync($"/sign-in/user{i}")))
            .WithTimePassing(app.Clock, TimeSpan.FromMilliseconds(500));

        foreach (var answer in answers)
            answer.ShouldBeUnavailable();
        (app.Clock.GetUtcNow() - start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Request_StockTicketStoreDown_FailsForAStaticFileAsForAPage()
    {
        var tickets = new MemoryTicketStore();
        await using var app = await TestApp.StartStockAsync(setup =>
        {
            setup.StockCookie = cookie => cookie.SessionStore = tickets;
            setup.Then = web => web.MapGet("/app.js", () => "js");
        });
        var alice = await app.Browse().SignInAsync("alice");
        tickets.IsDown = true;

        await Should.ThrowAsync<IOException>(() => alice.GetAsync("/me"));
        await Should.ThrowAsync<IOException>(() => alice.GetAsync("/app.js"));
    }

    [Fact]
    public async Task Session_StockCacheDown_IsEmptyWith200AndNoId()
    {
        await using var app = await TestApp.StartStockAsync(StockSession.Add);
        var alice = app.Browse();
        await alice.PostAsync("/data/basket/apples");
        app.Get<StockSession.Cache>().IsDown = true;

        var answer = await alice.GetAsync("/data/basket");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldBe("-");
        (await alice.BodyAsync("/session-id")).ShouldBeEmpty();
        (await alice.PostAsync("/data/basket/pears")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static Fault ByName(string name, ManualClock clock) => name switch
    {
        "error" => Fault.Error,
        "driver" => Fault.Throw(new IOException("The disk is gone.")),
        "cancelled" => Fault.Cancelled,
        "hang" => Fault.Hang,
        "slow" => Fault.Delay(TimeSpan.FromMinutes(1), clock),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(setup => setup.Options = options => options.NearCache.Enabled = false);
}
