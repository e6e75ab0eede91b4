using System.Globalization;
using System.Net;
using System.Security.Claims;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Http;

public sealed class SignInTests
{
    [Fact]
    public async Task SignIn_NewBrowser_SetsBothHalvesAsHostCookies()
    {
        await using var app = await TestApp.StartAsync();
        var browser = app.Browse();

        var answer = await browser.PostAsync("/sign-in/alice");

        answer.SetCookies.Count.ShouldBe(2);
        foreach (var cookie in answer.SetCookies)
        {
            cookie.ShouldContain("; path=/");
            cookie.ShouldContain("; secure");
            cookie.ShouldContain("; httponly");
            cookie.ShouldContain("; samesite=lax");
            cookie.ShouldNotContain("expires", Case.Insensitive);
            cookie.ShouldNotContain("max-age", Case.Insensitive);
            cookie.ShouldNotContain("domain", Case.Insensitive);
        }

        Secret.TryDecode(browser.Cookies[Browser.Token], out _).ShouldBeTrue();
        Secret.TryDecode(browser.Cookies[Browser.Binding], out _).ShouldBeTrue();
        answer.CacheControl.ShouldBe("no-store");
        (await browser.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task Request_SignedIn_SetsNoCookie()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");

        for (var i = 0; i < 5; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(20));
            (await browser.GetAsync("/me")).SetCookies.ShouldBeEmpty();
            await app.Get<TouchWriter>().FlushAsync();
        }
    }

    [Fact]
    public async Task Request_SignedInStock_RollsItsCookie()
    {
        await using var app = await TestApp.StartStockAsync(setup => setup.StockCookie = cookie => cookie.ExpireTimeSpan = TimeSpan.FromMinutes(30));
        var browser = await app.Browse().SignInAsync("alice");

        app.Clock.Advance(TimeSpan.FromMinutes(20));

        (await browser.GetAsync("/me")).SetCookies.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task SignIn_TwoHundredClaims_AllComeBackAndTheCookiesStaySmall()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web =>
        {
            web.MapPost("/sign-in-large", async (HttpContext context) => await context.SignInAsync(TestEndpoints.Principal(
                "alice", [.. Enumerable.Range(0, 200).Select(i => new Claim("permission", $"document:{i}:read-write-share", ClaimValueTypes.String, "issuer"))])));
            web.MapGet("/claims", (HttpContext context) => string.Join('\n', context.User.FindAll("permission").Select(claim => $"{claim.Value} {claim.Issuer}")));
        });
        var browser = app.Browse();

        await browser.PostAsync("/sign-in-large");
        var claims = (await browser.BodyAsync("/claims")).Split('\n');

        claims.ShouldBe(Enumerable.Range(0, 200).Select(i => $"document:{i}:read-write-share issuer"));
        browser.Cookies.Values.ShouldAllBe(value => value.Length == 43);
    }

    [Fact]
    public async Task SignIn_RememberMe_CookiesLastAsLongAsTheSession()
    {
        await using var app = await TestApp.StartAsync();
        var browser = app.Browse();

        var answer = await browser.PostAsync("/sign-in/alice?remember=true");

        var expires = app.Clock.GetUtcNow().AddDays(30).ToString("R", CultureInfo.InvariantCulture);
        answer.SetCookies.ShouldAllBe(cookie => cookie.Contains("expires=" + expires));
        app.Clock.Advance(TimeSpan.FromDays(13));
        (await browser.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task SignIn_ExpiresUtcEarlierThanTheTimeout_IsHonoured()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/brief", async (HttpContext context) =>
            await context.SignInAsync(TestEndpoints.Principal("alice"), new AuthenticationProperties { ExpiresUtc = setup.Clock!.GetUtcNow().AddMinutes(5) })));
        var browser = app.Browse();
        await browser.PostAsync("/brief");

        // Authentication properties keep whole seconds.
        app.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await browser.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Expired));
    }

    [Fact]
    public async Task SignIn_PrincipalWithoutSubject_IsRefused()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/anybody", async (HttpContext context) =>
            await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim("x", "y")], "test")))));
        var browser = app.Browse();

        var answer = await browser.PostAsync("/anybody");

        answer.Status.ShouldBe(HttpStatusCode.InternalServerError);
        browser.HasSession.ShouldBeFalse();
    }

    [Fact]
    public async Task SignOut_SignedIn_ClearsTheCookiesAndEndsTheSessionForCopies()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var copy = app.Browse().Copy(browser);

        var answer = await browser.PostAsync("/sign-out");

        answer.SetCookies.Count.ShouldBe(2);
        answer.CacheControl.ShouldBe("no-store");
        browser.Cookies.ShouldBeEmpty();
        (await copy.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await copy.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    [Fact]
    public async Task SignOut_Stock_CopyOfTheCookieGoesOn()
    {
        await using var app = await TestApp.StartStockAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var copy = app.Browse().Copy(browser);

        await browser.PostAsync("/sign-out");

        (await copy.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task SignOut_StoreDown_IsReportedAsFailedAndClearsNothing()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");

        app.Store.On(Stores.StoreMethods.Revoke, Stores.Fault.Error);
        (await browser.PostAsync("/sign-out")).ShouldBeUnavailable();

        browser.HasSession.ShouldBeTrue();
        app.Store.Heal();
        (await browser.PostAsync("/sign-out")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SignIn_TwiceInOneRequest_OnlyTheLastLives()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/both", async (HttpContext context) =>
        {
            await context.SignInAsync(TestEndpoints.Principal("alice"));
            await context.SignInAsync(TestEndpoints.Principal("bob"));
        }));
        var browser = app.Browse();

        (await browser.PostAsync("/both")).SetCookies.Count.ShouldBe(2);

        (await browser.BodyAsync("/me")).ShouldBe("bob");
        (await app.Sessions.ListAsync("alice", TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await app.Sessions.ListAsync("bob", TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task SignIn_PlainHttp_IsRefused()
    {
        await using var app = await TestApp.StartAsync(setup => setup.PlainHttp = true);
        var browser = app.Browse();

        (await browser.PostAsync("/sign-in/alice")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        browser.Cookies.ShouldBeEmpty();
    }
}
