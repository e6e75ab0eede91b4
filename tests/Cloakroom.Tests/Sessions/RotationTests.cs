using System.Net;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Sessions;

public sealed class RotationTests
{
    [Fact]
    public async Task Rotate_SignedIn_NewTokenSameBindingSameId()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        await browser.PostAsync("/data/basket/apples");
        var id = await browser.BodyAsync("/id");
        var (token, binding) = (browser.Cookies[Browser.Token], browser.Cookies[Browser.Binding]);

        var answer = await browser.PostAsync("/rotate");

        answer.SetCookies.ShouldHaveSingleItem().ShouldStartWith(Browser.Token + "=");
        answer.CacheControl.ShouldBe("no-store");
        browser.Cookies[Browser.Token].ShouldNotBe(token);
        browser.Cookies[Browser.Binding].ShouldBe(binding);
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        (await browser.BodyAsync("/id")).ShouldBe(id);
        (await browser.BodyAsync("/data/basket")).ShouldBe("apples");
    }

    [Fact]
    public async Task OldToken_WithinGrace_ReadsButDoesNotWrite()
    {
        await using var app = await TestApp.StartAsync();
        var (browser, old) = await RotateAsync(app);

        app.Clock.Advance(TimeSpan.FromSeconds(10));

        (await old.BodyAsync("/me")).ShouldBe("alice");
        (await old.PostAsync("/data/basket/apples")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await old.PostAsync("/rotate")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await browser.BodyAsync("/data/basket")).ShouldBe("-");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task OldToken_AfterGrace_IsAMixupAndEndsTheSession()
    {
        await using var app = await TestApp.StartAsync();
        var (browser, old) = await RotateAsync(app);
        (await browser.BodyAsync("/me")).ShouldBe("alice");

        app.Clock.Advance(TimeSpan.FromSeconds(10.001));

        (await old.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        var mixup = app.Mixups.All.ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.Superseded);
        mixup.Disposition.ShouldBe(MixupDisposition.Blocked);
        mixup.Owner.Subject.ShouldBe("alice");
        (await browser.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    [Fact]
    public async Task OldToken_AfterGraceObserved_IsReportedAndTheSessionLives()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.Rules.Superseded = RuleMode.Observe);
        var (browser, old) = await RotateAsync(app);

        app.Clock.Advance(TimeSpan.FromSeconds(11));

        (await old.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        app.Mixups.All.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Blocked);
        (await browser.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task SignOut_AfterRotation_EndsTheOldTokenInItsGraceToo()
    {
        await using var app = await TestApp.StartAsync();
        var (browser, old) = await RotateAsync(app);

        await browser.PostAsync("/sign-out");

        (await old.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    [Fact]
    public async Task Rotate_WithNewClaims_KeepsSubjectAndChangesThem()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web =>
        {
            web.MapPost("/step-up", async (HttpContext context, ISessionManager sessions) =>
                await sessions.RotateAsync(context, TestEndpoints.Principal("alice", new System.Security.Claims.Claim("amr", "mfa"))));
            web.MapPost("/become-bob", async (HttpContext context, ISessionManager sessions) =>
            {
                var refused = await Should.ThrowAsync<InvalidOperationException>(() => sessions.RotateAsync(context, TestEndpoints.Principal("bob")));
                return refused.GetType().Name;
            });
            web.MapGet("/amr", (HttpContext context) => context.User.FindFirst("amr")?.Value ?? "-");
        });
        var browser = await app.Browse().SignInAsync("alice");

        await browser.PostAsync("/step-up");
        (await browser.BodyAsync("/amr")).ShouldBe("mfa");

        (await browser.PostAsync("/become-bob")).SetCookies.ShouldBeEmpty();
        (await browser.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task Rotate_InParallel_OneSessionRemainsAndNobodyElse()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var tabs = Enumerable.Range(0, 6).Select(_ => app.Browse().Copy(browser)).ToArray();

        var answers = await Task.WhenAll(tabs.Select(tab => tab.PostAsync("/rotate")));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.Conflict || answer.Status == HttpStatusCode.Unauthorized);
        (await app.Sessions.ListAsync("alice", TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
    }

    private static async Task<(Browser Current, Browser Old)> RotateAsync(TestApp app)
    {
        var browser = await app.Browse().SignInAsync("alice");
        var old = app.Browse().Copy(browser);
        (await browser.PostAsync("/rotate")).Status.ShouldBe(HttpStatusCode.OK);
        return (browser, old);
    }
}
