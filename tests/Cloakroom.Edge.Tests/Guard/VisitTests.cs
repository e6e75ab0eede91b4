using Cloakroom.Edge.Guard;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>
/// A cache that keeps what it must not has given one visitor's first response to another. The application keeps the session's identifier when one of them signs in (session fixation, OWASP ASVS 5.0, 7.2.4).
/// </summary>
public sealed class VisitTests
{
    [Theory]
    [InlineData("POST", "/login")]
    [InlineData("GET", "/auth/callback?code=c0de&state=st4te")]
    [InlineData("GET", "/oauth/callback?state=st4te&code=c0de")]
    public async Task SignIn_OfOneOfTwoVisitors_LeavesTheOtherSignedOut(string method, string path)
    {
        var rig = new GuardRig { App = Departing(KeepingIds()) };
        var (alice, mallory) = await TwoVisitorsAsync(rig);
        (await mallory.GetAsync("/page")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
        await alice.GetAsync("/auth/start");

        (await alice.SendAsync(method, path)).Reached!.Cookie("sid").ShouldBe(IdOf(1));

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await mallory.PostAsync("/transfer")).Reached!.Cookie("sid").ShouldBeNull();
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
        (await alice.PostAsync("/transfer")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task SignIn_AtAnotherSiteRightFromTheFirstRequest_LeavesTheOtherSignedOut()
    {
        var rig = new GuardRig { App = Departing(KeepingIds()) };
        var (alice, mallory) = await TwoVisitorsAsync(rig, "/auth/start");

        await alice.GetAsync("/auth/callback?code=c0de&state=st4te");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
    }

    [Fact]
    public async Task SignIn_WhoseAnswerSetsNoCookie_GoesOnUnderANewBinding()
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (alice, mallory) = await TwoVisitorsAsync(rig);
        var visit = rig.BindingOf(alice);

        await alice.PostAsync("/login");

        rig.BindingOf(alice).ShouldNotBe(visit);
        rig.BindingOf(mallory).ShouldBe(visit);
        (await alice.GetAsync("/me")).SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task SignIn_OfBoth_GivesEachASessionOfTheirOwn()
    {
        var (alice, mallory) = await TwoVisitorsAsync(new GuardRig { App = KeepingIds() });

        await alice.PostAsync("/login");
        (await mallory.PostAsync("/login")).SetCookies.Count.ShouldBe(2);

        var alices = (await alice.GetAsync("/me")).Reached!.Cookie("sid");
        var mallorys = (await mallory.GetAsync("/me")).Reached!.Cookie("sid");
        (alices, mallorys).ShouldBe((IdOf(1), IdOf(2)));
    }

    /// <summary>Rolling applications give each of the two another value under the visit's binding.</summary>
    [Fact]
    public async Task SignIn_AfterTheValueHasRolled_LeavesTheOtherSignedOut()
    {
        var rolls = 0;
        var rig = new GuardRig();
        rig.App = (_, headers) => headers.SetCookie = $"sid=visitor-0123456789abcdef.{++rolls}; Path=/";
        var (alice, mallory) = await TwoVisitorsAsync(rig);
        await mallory.GetAsync("/page");
        await alice.GetAsync("/page");

        await alice.PostAsync("/login");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldNotBeNull();
    }

    [Fact]
    public async Task Request_UnderWayAtTheSignIn_IsNotAnswered()
    {
        var rig = new GuardRig();
        rig.App = KeepingIds();
        var (alice, mallory) = await TwoVisitorsAsync(rig);
        rig.App = (request, headers) =>
        {
            if (request.Path != "/slow")
                return;
            // While Mallory's request is at the application, Alice signs in there.
            alice.PostAsync("/login").GetAwaiter().GetResult().Refusal.ShouldBeNull();
        };

        (await mallory.GetAsync("/slow")).Refusal.ShouldBe(EdgeRefusal.VisitEnded);
    }

    /// <summary>A page of the very browser that signs in may be under way too, or what it reports as it leaves, or the sign-in itself once more: what that sets must not take the place of what signing in sets.</summary>
    [Theory]
    [InlineData("GET", "/page", 200)]
    [InlineData("POST", "/beacon", 204)]
    [InlineData("POST", "/login", 403)]
    public async Task Request_JustAfterTheSignIn_SetsNoSession(string method, string path, int status)
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (_, mallory) = await SignedInAndOtherAsync(rig);
        rig.Status = status;

        var answer = await mallory.SendAsync(method, path);

        answer.Refusal.ShouldBeNull();
        answer.SetCookies.ShouldBeEmpty();
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
    }

    [Theory]
    [InlineData(11, "GET", "/page")]
    [InlineData(0, "GET", "/login")]
    [InlineData(0, "POST", "/login")]
    [InlineData(11, "POST", "/cart")]
    public async Task Visitor_WhoseVisitHasEnded_BeginsAnew(int secondsLater, string method, string path)
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (alice, mallory) = await SignedInAndOtherAsync(rig);
        var visit = rig.BindingOf(mallory);
        rig.Clock.Advance(TimeSpan.FromSeconds(secondsLater));

        await mallory.SendAsync(method, path);

        rig.BindingOf(mallory).ShouldNotBe(visit);
        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(2));
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
    }

    [Fact]
    public async Task Visit_OlderThanTheLedgerRemembers_OpensNothing()
    {
        var rig = new GuardRig(static options => options.Store.IssueRetention = TimeSpan.FromDays(3)) { App = KeepingIds() };
        var visitor = rig.Browse();
        await visitor.GetAsync("/page");

        rig.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        (await visitor.GetAsync("/page")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        (await visitor.GetAsync("/page")).Reached!.Cookie("sid").ShouldBeNull();
    }

    /// <summary>Signed in where the edge knows of no sign-in, say: whoever keeps coming stays.</summary>
    [Fact]
    public async Task Visit_WithChangesNowAndThen_LastsOn()
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (visitor, mallory) = await TwoVisitorsAsync(rig);
        for (var week = 0; week < 10; week++)
        {
            (await visitor.PostAsync("/cart")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
            rig.Clock.Advance(TimeSpan.FromDays(7));
        }

        await visitor.PostAsync("/login");

        (await visitor.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
    }

    [Fact]
    public async Task Visit_Renewed_EndsWithTheOthers()
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (visitor, mallory) = await TwoVisitorsAsync(rig);
        rig.Clock.Advance(TimeSpan.FromDays(20));
        await mallory.PostAsync("/cart");
        rig.BindingOf(mallory).ShouldNotBe(rig.BindingOf(visitor));

        await visitor.PostAsync("/login");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await visitor.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
    }

    [Fact]
    public async Task SignIn_OfAVisitorByPost_AsksNothingOfTheLedgerFromThenOn()
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (alice, _) = await SignedInAndOtherAsync(rig);
        var asked = rig.Ledger.Asked;

        await alice.GetAsync("/me");
        await alice.PostAsync("/transfer");

        rig.Ledger.Asked.ShouldBe(asked);
    }

    /// <summary>State that is whole in its cookie changes when somebody signs in, and the other's stays what it was.</summary>
    [Fact]
    public async Task SignIn_WithStateInTheCookie_EndsNoVisit()
    {
        var rig = new GuardRig { App = static (request, headers) => headers.SetCookie = request.Path == "/login" ? "session=eyJ1c2VyIjoiYWxpY2UifQ; Path=/" : "session=eyJjYXJ0IjpbXX0; Path=/" };
        rig.Reconfigure(static options => options.Cookies[0].Name = "session");
        var (alice, mallory) = await TwoVisitorsAsync(rig);

        await alice.PostAsync("/login");

        (await mallory.PostAsync("/cart")).Reached!.Cookie("session").ShouldBe("eyJjYXJ0IjpbXX0");
        (await alice.GetAsync("/me")).Reached!.Cookie("session").ShouldBe("eyJ1c2VyIjoiYWxpY2UifQ");
    }

    /// <summary>An observer changes nothing that the application sees.</summary>
    [Fact]
    public async Task SignIn_Observed_LeavesBothTheirSession()
    {
        var rig = new GuardRig(static options => options.Rules.ForeignBinding = RuleMode.Observe) { App = KeepingIds() };
        var (alice, mallory) = await TwoVisitorsAsync(rig);

        await alice.PostAsync("/login");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
    }

    /// <summary>What an application renews without anybody signing in may be another name for the same session (Laravel encrypts it anew with every answer).</summary>
    [Theory]
    [InlineData("POST", "/cart")]
    [InlineData("GET", "/login")]
    public async Task SignIn_AfterTheBindingWasRenewed_LeavesTheOtherSignedOut(string method, string path)
    {
        var rolls = 0;
        var rig = new GuardRig { App = (_, headers) => headers.SetCookie = $"sid=visitor-0123456789abcdef.{++rolls}; Path=/" };
        var (alice, mallory) = await TwoVisitorsAsync(rig);
        await alice.SendAsync(method, path);
        rig.BindingOf(alice).ShouldNotBe(rig.BindingOf(mallory));

        await alice.PostAsync("/login");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldNotBeNull();
    }

    [Fact]
    public async Task SignIn_AfterAnotherCookieWasRenewed_LeavesTheOtherSignedOut()
    {
        var baskets = 0;
        var keeping = KeepingIds();
        var rig = new GuardRig(null, "sid", "basket");
        rig.App = (request, headers) =>
        {
            keeping(request, headers);
            if (request.Cookie("basket") is null || request.Path == "/cart")
                headers.SetCookie = Microsoft.Extensions.Primitives.StringValues.Concat(headers.SetCookie, $"basket=basket-0123456789abcdef-{++baskets}; Path=/");
        };
        var (alice, mallory) = await TwoVisitorsAsync(rig);
        await alice.PostAsync("/cart");

        await alice.PostAsync("/login");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
    }

    /// <summary>Encrypted by the application: the session itself, or no more than its name (ASP.NET Core and Laravel keep only that in the cookie).</summary>
    [Theory]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAA0123456789abcdef")]
    [InlineData("eyJpdiI6IjAxMjM0NTY3ODlhYmNkZWYiLCJ2YWx1ZSI6IngiLCJtYWMiOiJ5In0%3D")]
    [InlineData("Fe26.2**0123456789abcdef0123456789abcdef*x*y**z*z")]
    public async Task SignIn_WithANameThatIsEncrypted_LeavesTheOtherSignedOut(string value)
    {
        var rig = new GuardRig { App = (request, headers) => headers.SetCookie = request.Cookie("sid") is null ? $"sid={value}; Path=/" : default };
        var (alice, mallory) = await TwoVisitorsAsync(rig);

        await alice.PostAsync("/login");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(value);
    }

    /// <summary>Whoever makes somebody follow a link knows its address, and gets from a cache what they got.</summary>
    [Theory]
    [InlineData("/page?code=1&state=2", false)]
    [InlineData("/auth/x?code=1&state=2", false)]
    [InlineData("/auth/x?code=1&state=2", true)]
    public async Task SignIn_AfterALinkThatLooksLikeAReturn_LeavesTheOtherSignedOut(string link, bool hasVisited)
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (alice, mallory) = (rig.Browse(), rig.Browse());
        if (hasVisited)
            await alice.GetAsync("/page");
        mallory.Store((await alice.GetAsync(link)).SetCookies);

        await alice.PostAsync("/login");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
    }

    /// <summary>Signed in by a link of a mail, say: what an address that anybody may know answers has no cookies in it.</summary>
    [Fact]
    public async Task Link_ThatLooksLikeAReturn_BringsOutNoSession()
    {
        var rig = new GuardRig { App = KeepingIds() };
        var alice = rig.Browse();
        await alice.GetAsync("/login/by-mail?token=t0ken");

        (await alice.GetAsync("/auth/x?code=1&state=2")).SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task Return_OfSomebodyElsesDeparture_EndsNoVisit()
    {
        var rig = new GuardRig { App = Departing(KeepingIds()) };
        var (alice, mallory) = (rig.Browse(), rig.Browse());
        await mallory.GetAsync("/auth/start");
        await alice.GetAsync("/page");

        (await alice.GetAsync("/auth/callback?code=c0de&state=st4te")).SetCookies.ShouldBeEmpty();
    }

    /// <summary>People who sign in at another site stay signed in as long as the application says.</summary>
    [Fact]
    public async Task Return_LongAgo_IsStillSignedIn()
    {
        var rig = new GuardRig { App = Departing(KeepingIds()) };
        var alice = rig.Browse();
        await alice.GetAsync("/auth/start");
        await alice.GetAsync("/auth/callback?code=c0de&state=st4te");

        rig.Clock.Advance(TimeSpan.FromDays(90));

        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(1));
    }

    /// <summary>Static by its path, and let through because the rule is only observed.</summary>
    [Fact]
    public async Task StaticRoute_Observed_OpensNoVisitThatHasEnded()
    {
        var rig = new GuardRig { App = KeepingIds() };
        rig.Reconfigure(static options => (options.Routes.BehindCdn, options.Rules.CookieToStatic) = (true, RuleMode.Observe));
        var (_, mallory) = await SignedInAndOtherAsync(rig);

        (await mallory.GetAsync("/app.css")).Reached!.Cookie("sid").ShouldBeNull();
    }

    /// <summary>The session cookie goes with the browser's window and the binding stays: what comes next must not be lost once more.</summary>
    [Theory]
    [InlineData(31)]
    [InlineData(1)]
    public async Task Visitor_WhoComesBackWithoutTheirSession_KeepsTheNextOne(int daysLater)
    {
        var rig = new GuardRig { App = KeepingIds() };
        var (_, mallory) = await SignedInAndOtherAsync(rig);
        mallory.Cookies.Remove("sid");
        rig.Clock.Advance(TimeSpan.FromDays(daysLater));

        await mallory.GetAsync("/page");

        (await mallory.PostAsync("/login")).Reached!.Cookie("sid").ShouldBe(IdOf(2));
    }

    /// <summary>The edge that took the claim may have had a clock that is ahead.</summary>
    [Fact]
    public async Task Visitor_WhoseVisitEndedByAClockThatIsAhead_BeginsAnew()
    {
        var rig = new GuardRig { App = KeepingIds() };
        rig.Ledger.Ahead = TimeSpan.FromMinutes(5);
        var (_, mallory) = await SignedInAndOtherAsync(rig);

        await mallory.GetAsync("/page");

        (await mallory.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(IdOf(2));
    }

    private static async Task<(RigBrowser Alice, RigBrowser Mallory)> SignedInAndOtherAsync(GuardRig rig)
    {
        var both = await TwoVisitorsAsync(rig);
        await both.Alice.PostAsync("/login");
        return both;
    }

    /// <summary>Both hold what was made for the first.</summary>
    private static async Task<(RigBrowser Alice, RigBrowser Mallory)> TwoVisitorsAsync(GuardRig rig, string path = "/page")
    {
        var alice = rig.Browse();
        var mallory = rig.Browse();
        mallory.Store((await alice.GetAsync(path)).SetCookies);
        mallory.Cookies.ShouldBe(alice.Cookies);
        return (alice, mallory);
    }

    /// <summary>A session for whoever has none, kept for good.</summary>
    private static Action<AppRequest, IHeaderDictionary> KeepingIds()
    {
        var issued = 0;
        return (request, headers) =>
        {
            if (request.Cookie("sid") is null)
                headers.SetCookie = $"sid={IdOf(++issued)}; Path=/; HttpOnly";
        };
    }

    /// <summary>And one that sends people to another site to sign in.</summary>
    private static Action<AppRequest, IHeaderDictionary> Departing(Action<AppRequest, IHeaderDictionary> app) => (request, headers) =>
    {
        app(request, headers);
        if (request.Path == "/auth/start")
            headers.Location = "https://accounts.example/authorize?response_type=code&client_id=app&state=st4te";
    };

    private static string IdOf(int visitor) => $"s%3Avisitor-{visitor}-0123456789abcdef.signature";
}
