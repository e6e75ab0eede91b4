using System.Globalization;
using System.Net;
using Cloakroom.Edge.Configuration;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Tests.Applications;

/// <summary>The same applications behind the edge.</summary>
public abstract partial class ApplicationTests
{
    private const string Binding = "__Host-cloakroom-edge";

    /// <summary>All cookies of the application that are guarded.</summary>
    internal virtual IReadOnlyList<GuardedCookieOptions> Guarded => [new() { Name = SessionCookie }];

    [Fact]
    public async Task Edge_SignInUseAndSignOut_WorkAsWithoutIt()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);

        await UseItAsync(alice);

        edge.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Edge_TwoUsersAtOnce_NeverMix()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);
        using var bob = Before(edge);

        await Task.WhenAll(UseItAsync(alice), UseItAsync(bob));

        edge.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Edge_ASessionThatRolls_IsSealedAnewAndStays()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);
        await alice.SignInAsync();
        var signedIn = alice.Cookies;

        var page = await alice.GetAsync("/dashboard");

        page.SetCookie(SessionCookie).ShouldNotBeNull();
        page.SetCookie(Binding).ShouldBeNull("the binding is not sent again without need");
        alice.Cookies[Binding].ShouldBe(signedIn[Binding]);
        (await alice.WhoAmIAsync()).ShouldBe(alice.Member!.Id);
        // A request that left before the page came back still has the cookie of before.
        using var slow = new Browser(edge.Address);
        foreach (var (name, value) in signedIn) slow.Put(name, value);
        (await slow.WhoAmIAsync()).ShouldBe(alice.Member!.Id);
        edge.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Edge_AStaticAsset_NeitherTakesNorSetsTheSession()
    {
        await using var edge = await StartEdgeAsync(options => options.Routes.BehindCdn = true);
        using var alice = Before(edge);
        await alice.SignInAsync();

        var asset = await alice.GetAsync(ApplicationFixture.Asset);

        asset.Status.ShouldBe(HttpStatusCode.OK);
        asset.Body.ShouldContain("export");
        asset.SetCookies.ShouldBeEmpty();
        edge.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.CookieToStatic);
        (await alice.WhoAmIAsync()).ShouldBe(alice.Member!.Id);
    }

    [Fact]
    public async Task Edge_ASealedCookieInAnotherJar_DoesNotOpenAndNamesBoth()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);
        using var bob = Before(edge);
        await alice.SignInAsync();
        await bob.SignInAsync();

        foreach (var guarded in Guarded.Where(cookie => alice.Cookies.ContainsKey(cookie.Name))) bob.Put(guarded.Name, alice.Cookies[guarded.Name]);

        (await bob.WhoAmIAsync()).ShouldBe("nobody");
        (await bob.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        edge.Mixups.ShouldNotBeEmpty();
        foreach (var mixup in edge.Mixups)
        {
            mixup.Kind.ShouldBe(MixupKind.ForeignBinding);
            mixup.Owner.Subject.ShouldNotBeNull();
            mixup.Presenter.Subject.ShouldNotBeNull().ShouldNotBe(mixup.Owner.Subject);
        }

        (await alice.WhoAmIAsync()).ShouldBe(alice.Member!.Id);
    }

    [Fact]
    public async Task Edge_ASealedCookieWithoutItsBinding_DoesNotOpen()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);
        using var thief = new Browser(edge.Address);
        await alice.SignInAsync();

        foreach (var (name, value) in alice.Cookies.Where(cookie => cookie.Key != Binding)) thief.Put(name, value);

        (await thief.WhoAmIAsync()).ShouldBe("nobody");
        edge.Mixups.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Edge_AttributesOfTheApplication_Survive()
    {
        await using var edge = await StartEdgeAsync();
        using var direct = Direct();
        using var guarded = Before(edge);

        foreach (var name in Guarded.Select(cookie => cookie.Name))
        {
            var (alone, behind) = ((await direct.SignInAsync()).SetCookie(name), (await guarded.SignInAsync()).SetCookie(name));
            if (alone is null) continue;
            AttributesOf(behind.ShouldNotBeNull()).ShouldBe(AttributesOf(alone));
        }
    }

    [Fact]
    public async Task Edge_AnUnsealedCookie_IsRefused()
    {
        await using var edge = await StartEdgeAsync();
        using var direct = Direct();
        using var guarded = new Browser(edge.Address);
        await direct.SignInAsync();

        foreach (var (name, value) in direct.Cookies) guarded.Put(name, value);

        (await guarded.WhoAmIAsync()).ShouldBe("nobody");
    }

    [Fact]
    public async Task Edge_AnUnsealedCookieUnderAdoption_IsAcceptedAndUpgraded()
    {
        await using var edge = await StartEdgeAsync(options => options.Adoption.Until = TimeProvider.System.GetUtcNow().AddDays(1));
        using var direct = Direct();
        using var guarded = new Browser(edge.Address);
        await direct.SignInAsync();
        foreach (var (name, value) in direct.Cookies) guarded.Put(name, value);

        (await guarded.WhoAmIAsync()).ShouldBe(direct.Member!.Id);

        guarded.Cookies[SessionCookie].ShouldNotBe(direct.Cookies[SessionCookie]);
        guarded.Cookies.Keys.ShouldContain(Binding);
        (await guarded.WhoAmIAsync()).ShouldBe(direct.Member.Id);
        edge.Mixups.ShouldBeEmpty();
        using var thief = new Browser(edge.Address);
        thief.Put(SessionCookie, guarded.Cookies[SessionCookie]);
        (await thief.WhoAmIAsync()).ShouldBe("nobody");
    }

    [Fact]
    public async Task Edge_TwoVisitorsWithTheSameContents_AreNoMixup()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = new Browser(edge.Address);
        using var bob = new Browser(edge.Address);

        foreach (var visitor in (Browser[])[alice, bob]) (await visitor.PostAsync("/theme", new { theme = "dark" })).Status.ShouldBe(HttpStatusCode.NoContent);

        (await alice.GetAsync("/theme")).Body.ShouldBe("dark");
        (await bob.GetAsync("/theme")).Body.ShouldBe("dark");
        edge.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Edge_AfterRevokeAll_NobodyIsSignedInUntilTheySignInAgain()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);
        await alice.SignInAsync();
        using var copy = new Browser(edge.Address) { Jar = alice.Jar.Copy() };

        await edge.RevokeAllAsync();

        (await copy.WhoAmIAsync()).ShouldBe("nobody");
        (await alice.WhoAmIAsync()).ShouldBe("nobody");
        await alice.SignInAsync();
        (await alice.WhoAmIAsync()).ShouldBe(alice.Member!.Id);
        edge.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Edge_TheApplication_SeesItsOwnCookiesAndNothingOfTheEdges()
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);
        await alice.SignInAsync();
        var sealedValues = alice.Cookies;

        var echo = (await alice.GetAsync("/echo")).Body;

        echo.ShouldContain(SessionCookie + "=");
        echo.ShouldNotContain("cloakroom-edge=");
        foreach (var guarded in Guarded.Where(cookie => cookie.Seal && sealedValues.ContainsKey(cookie.Name))) echo.ShouldNotContain(sealedValues[guarded.Name]);
    }

    /// <summary>A script reads the cookie and sends it back in a header: the application's protection against forged requests.</summary>
    private protected async Task DoubleSubmitAsync(string cookie, string header)
    {
        await using var edge = await StartEdgeAsync();
        using var alice = Before(edge);
        await alice.SignInAsync();
        await alice.GetAsync("/dashboard");

        (await alice.PostAsync("/transfer")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await alice.PostAsync("/transfer", null, (header, alice.Cookies[cookie]))).Status.ShouldBe(HttpStatusCode.NoContent);

        (await alice.GetAsync("/echo")).Body.ShouldContain($"{cookie}={alice.Cookies[cookie]}");
        (await alice.GetAsync(ApplicationFixture.Asset)).SetCookies.ShouldBeEmpty();
        edge.Mixups.ShouldBeEmpty();
    }

    private protected Task<EdgeBefore> StartEdgeAsync(Action<EdgeOptions>? configure = null) => EdgeBefore.StartAsync(application.Server.Address, Guarded, configure);

    private protected Browser Before(EdgeBefore edge) => new(edge.Address, application.NextMember());

    // Names and values in lower case; of Expires whether it is about half an hour away.
    private static string AttributesOf(string setCookie) => string.Join("; ", setCookie.Split(';').Skip(1)
        .Select(attribute => attribute.Trim().ToLowerInvariant().Split('=', 2))
        .Select(pair => pair switch
        {
            ["expires", var date] => $"expires in {(DateTimeOffset.Parse(date, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow()).TotalMinutes:0} minutes",
            [var name, var value] => $"{name}={value}",
            [var name, ..] => name,
            [] => "",
        })
        .Order(StringComparer.Ordinal));
}
