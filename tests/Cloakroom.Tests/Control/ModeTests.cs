using System.Net;
using Cloakroom.Control;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Control;

/// <summary>Each mode to the HTTP answer (invariant I8).</summary>
public sealed class ModeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SignInClosed_SessionsGoOnAndNobodySignsIn(bool nearCache)
    {
        await using var app = await StartAsync(nearCache);
        var alice = await app.Browse().SignInAsync("alice");

        await app.Control.SetModeAsync(CloakroomMode.SignInClosed, "operator", "incident 7", Ct);

        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await alice.PostAsync("/me")).Body.ShouldBe("alice");
        (await alice.PostAsync("/data/k/v")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Browse().PostAsync("/sign-in/bob")).ShouldBeUnavailable();
        (await alice.PostAsync("/sign-in/alice")).ShouldBeUnavailable();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await app.Browse().BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await app.Browse().PostAsync("/data/k/v")).Status.ShouldBe(HttpStatusCode.OK);
        (await alice.PostAsync("/sign-out")).Status.ShouldBe(HttpStatusCode.OK);

        await app.Control.SetModeAsync(CloakroomMode.Open, "operator", "over", Ct);
        await alice.SignInAsync("alice");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadOnly_SessionsReadAndDoNotChange(bool nearCache)
    {
        await using var app = await StartAsync(nearCache);
        var alice = await app.Browse().SignInAsync("alice");

        await app.Control.SetModeAsync(CloakroomMode.ReadOnly, "operator", "incident 7", Ct);

        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await alice.BodyAsync("/data/k")).ShouldBe("-");
        foreach (var path in new[] { "/me", "/data/k/v", "/rotate", "/sign-in/alice" })
            (await alice.PostAsync(path)).ShouldBeUnavailable();
        (await app.Browse().PostAsync("/sign-in/bob")).ShouldBeUnavailable();
        (await app.Browse().PostAsync("/me")).Body.ShouldBe(TestEndpoints.Nobody);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Closed_NoSessionIsServedAndAnonymousGoOn(bool nearCache)
    {
        await using var app = await StartAsync(nearCache);
        var alice = await app.Browse().SignInAsync("alice");

        await app.Control.SetModeAsync(CloakroomMode.Closed, "operator", "incident 7", Ct);

        (await alice.GetAsync("/me")).ShouldBeUnavailable();
        (await alice.PostAsync("/sign-out")).ShouldBeUnavailable();
        (await app.Browse().PostAsync("/sign-in/bob")).ShouldBeUnavailable();
        (await app.Browse().BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);

        await app.Control.SetModeAsync(CloakroomMode.Open, "operator", "over", Ct);
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task SetMode_WithoutReason_IsRefused()
    {
        await using var app = await TestApp.StartAsync();

        await Should.ThrowAsync<ArgumentException>(() => app.Control.SetModeAsync(CloakroomMode.Closed, "", "why", Ct));
        await Should.ThrowAsync<ArgumentException>(() => app.Control.SetModeAsync(CloakroomMode.Closed, "who", " ", Ct));
        await Should.ThrowAsync<ArgumentException>(() => app.Control.SetModeAsync((CloakroomMode)9, "who", "why", Ct));
        (await app.Control.GetModeAsync(Ct)).Mode.ShouldBe(CloakroomMode.Open);
    }

    [Fact]
    public async Task History_AfterChanges_SaysWhoWhyAndWhenNewestFirst()
    {
        await using var app = await TestApp.StartAsync();
        await app.Control.SetModeAsync(CloakroomMode.Closed, "ann", "incident 7", Ct);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Control.RevokeTenantAsync("acme", "ben", "contract over", Ct);
        await app.Sessions.EndAllAsync("alice", "cat", "left the company", Ct);
        await app.Control.RevokeAllAsync("dan", "drill", Ct);

        var history = await app.Control.GetHistoryAsync(cancellationToken: Ct);

        history.Select(entry => $"{entry.Action}, {entry.By}: {entry.Why}").ShouldBe(
        [
            "revoke all, dan: drill", "revoke subject alice, cat: left the company", "revoke tenant acme, ben: contract over", "mode Closed, ann: incident 7",
        ]);
        (history[2].At - history[3].At).ShouldBe(TimeSpan.FromMinutes(1));
        (await app.Control.GetHistoryAsync(1, Ct)).Single().By.ShouldBe("dan");
    }

    private static Task<TestApp> StartAsync(bool nearCache) =>
        TestApp.StartAsync(setup => setup.Options = options => options.NearCache.Enabled = nearCache);
}
