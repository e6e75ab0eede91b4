using System.Net;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Http;

/// <summary>Every sign-in mints a new pair and ends the one presented (invariant I2, peers 4 and 11).</summary>
public sealed class SignInOverSessionTests
{
    [Fact]
    public async Task SignIn_OverOwnSession_MintsNewPairAndRevokesTheOld()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var before = app.Browse().Copy(browser);

        await browser.SignInAsync("alice");

        browser.Cookies[Browser.Token].ShouldNotBe(before.Cookies[Browser.Token]);
        browser.Cookies[Browser.Binding].ShouldNotBe(before.Cookies[Browser.Binding]);
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        (await before.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    [Fact]
    public async Task SignIn_OverAnotherUsersSession_OldCookiesNeverReadTheNewUser()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var before = app.Browse().Copy(browser);

        await browser.SignInAsync("bob");

        (await browser.BodyAsync("/me")).ShouldBe("bob");
        (await before.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task SignIn_OverAnotherUsersSessionStockTicketStore_OldCookieReadsTheNewUser()
    {
        await using var app = await TestApp.StartStockAsync(setup => setup.StockCookie = cookie => cookie.SessionStore = new MemoryTicketStore());
        var browser = await app.Browse().SignInAsync("alice");
        var before = app.Browse().Copy(browser);

        await browser.SignInAsync("bob");

        (await before.BodyAsync("/me")).ShouldBe("bob");
    }

    [Fact]
    public async Task SignIn_AttackerChosenPair_IsNotAdopted()
    {
        await using var app = await TestApp.StartAsync();
        var chosen = SecretPair.Create();
        var victim = app.Browse();
        victim.Cookies[Browser.Token] = chosen.Token.Encode();
        victim.Cookies[Browser.Binding] = chosen.Binding.Encode();
        var attacker = app.Browse().Copy(victim);

        await victim.SignInAsync("alice");

        victim.Cookies.ShouldNotContain(cookie => attacker.Cookies.ContainsValue(cookie.Value));
        (await attacker.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task SessionWrite_AttackerChosenPair_IsNotAdopted()
    {
        await using var app = await TestApp.StartAsync();
        var chosen = SecretPair.Create();
        var victim = app.Browse();
        victim.Cookies[Browser.Token] = chosen.Token.Encode();
        victim.Cookies[Browser.Binding] = chosen.Binding.Encode();
        var attacker = app.Browse().Copy(victim);

        (await victim.PostAsync("/data/basket/apples")).Status.ShouldBe(HttpStatusCode.OK);

        (await victim.BodyAsync("/data/basket")).ShouldBe("apples");
        (await attacker.BodyAsync("/data/basket")).ShouldBe("-");
    }

    [Fact]
    public async Task SessionWrite_StockUnknownId_IsAdopted()
    {
        await using var app = await TestApp.StartStockAsync(StockSession.Add);
        var attacker = app.Browse();
        await attacker.PostAsync("/data/a/b");
        // The session is gone from the cache; its id is accepted all the same when the victim brings it.
        app.Get<StockSession.Cache>().Clear();
        var victim = app.Browse().Copy(attacker);

        await victim.PostAsync("/data/basket/apples");

        (await attacker.BodyAsync("/data/basket")).ShouldBe("apples");
    }

    [Fact]
    public async Task SignIn_AnonymousSession_CarriesItsDataUnderNewSecrets()
    {
        await using var app = await TestApp.StartAsync();
        var browser = app.Browse();
        await browser.PostAsync("/data/basket/apples");
        var before = app.Browse().Copy(browser);

        await browser.SignInAsync("alice");

        (await browser.BodyAsync("/data/basket")).ShouldBe("apples");
        browser.Cookies.ShouldNotContain(cookie => before.Cookies.ContainsValue(cookie.Value));
        (await before.BodyAsync("/data/basket")).ShouldBe("-");
    }

    [Theory]
    [InlineData(false, "alice", "apples")]
    [InlineData(false, "bob", "-")]
    [InlineData(true, "bob", "apples")]
    public async Task SignIn_OverASession_CarriesTheDataOfTheSameSubjectOnly(bool stock, string next, string data)
    {
        await using var app = stock ? await TestApp.StartStockAsync(StockSession.Add) : await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        await browser.PostAsync("/data/basket/apples");

        await browser.SignInAsync(next);

        (await browser.BodyAsync("/data/basket")).ShouldBe(data);
    }

    [Fact]
    public async Task SignOut_ThenAnotherUser_NeverGetsTheData()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        await browser.PostAsync("/data/basket/apples");

        await browser.PostAsync("/sign-out");
        (await browser.BodyAsync("/data/basket")).ShouldBe("-");
        await browser.SignInAsync("bob");

        (await browser.BodyAsync("/data/basket")).ShouldBe("-");
    }
}
