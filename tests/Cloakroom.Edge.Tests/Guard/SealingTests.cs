using Cloakroom.Edge.Guard;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>What browsers hold, what the application gets, and what another browser can do with it.</summary>
public sealed class SealingTests
{
    private const string Binding = "__Host-cloakroom-edge";
    private const string AliceId = "s%3Aalice-0123456789abcdef.signature";

    [Fact]
    public async Task FirstSetCookie_NewBrowser_GetsASealAndABinding()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"sid={AliceId}; Path=/; HttpOnly; SameSite=Strict; Max-Age=600" };
        var alice = rig.Browse();

        var answer = await alice.PostAsync("/login");

        answer.SetCookies.Count.ShouldBe(2);
        alice.Cookies["sid"].ShouldNotContain("alice");
        answer.SetCookies[0].ShouldEndWith("; Path=/; HttpOnly; SameSite=Strict; Max-Age=600; Secure");
        answer.SetCookies[1].ShouldStartWith(Binding + "=");
        answer.SetCookies[1].ShouldContain("; Path=/;");
        answer.SetCookies[1].ShouldContain("; Secure");
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
    }

    [Fact]
    public async Task Request_OwnSeal_ReachesTheApplicationOpen()
    {
        var rig = new GuardRig { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        alice.Cookies["theme"] = "dark";

        var answer = await alice.GetAsync("/me");

        answer.Reached!.Cookie("sid").ShouldBe(AliceId);
        answer.Reached.Cookie("theme").ShouldBe("dark");
        answer.Reached.CookieHeader!.ShouldNotContain("cloakroom");
        answer.SetCookies.ShouldBeEmpty();
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
        answer.Headers.Vary.ToString().ShouldBe("Cookie");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_AnothersSeal_GoesOnSignedOutAndIsRecorded(bool hasOwnBinding)
    {
        var rig = new GuardRig { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var bob = rig.Browse();
        if (hasOwnBinding)
        {
            rig.App = static (_, headers) => headers.SetCookie = "sid=bob-0123456789abcdef; Path=/";
            await bob.PostAsync("/login");
        }

        // As a cache that replays Set-Cookie would have it.
        bob.Cookies["sid"] = alice.Cookies["sid"];
        rig.App = SetOnLogin;
        var answer = await bob.GetAsync("/me");

        answer.Reached!.Cookie("sid").ShouldBeNull();
        var mixup = rig.Mixups.ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.ForeignBinding);
        mixup.Disposition.ShouldBe(MixupDisposition.Blocked);
        mixup.Owner.SessionId.ShouldBe(rig.Tagger.OfValue(AliceId).ToString());
        mixup.Owner.Subject.ShouldStartWith("binding:");
        (mixup.Presenter.Subject is not null).ShouldBe(hasOwnBinding);
    }

    [Fact]
    public async Task Request_AnothersCookieUnguarded_IsTheOthersSession()
    {
        // The red twin: a cookie that no rule seals is whoever brings it.
        var rig = new GuardRig(null, "other") { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var bob = rig.Browse();
        bob.Cookies["sid"] = alice.Cookies["sid"];

        (await bob.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(AliceId);
    }

    [Fact]
    public async Task Request_AnothersSealUnauthorizedWanted_IsRefused()
    {
        var rig = new GuardRig(static options => options.Binding.OnForeign = Cloakroom.Edge.Configuration.ForeignAnswer.Unauthorized) { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var bob = rig.Browse();
        bob.Cookies["sid"] = alice.Cookies["sid"];

        var answer = await bob.GetAsync("/me");

        answer.Refusal.ShouldBe(EdgeRefusal.ForeignSession);
        answer.Reached.ShouldBeNull();
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/logout")]
    public async Task Request_AnothersSealUnauthorizedWanted_CanStillSignInAndOut(string path)
    {
        var rig = new GuardRig(static options => options.Binding.OnForeign = Cloakroom.Edge.Configuration.ForeignAnswer.Unauthorized) { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var bob = rig.Browse();
        bob.Cookies["sid"] = alice.Cookies["sid"];
        rig.App = static (_, _) => { };

        var answer = await bob.GetAsync(path);

        answer.Refusal.ShouldBeNull();
        answer.Reached!.Cookie("sid").ShouldBeNull();
        rig.Mixups.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_AnothersSealObserved_GoesThroughAndIsRecorded()
    {
        var rig = new GuardRig(static options => options.Rules.ForeignBinding = RuleMode.Observe) { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var bob = rig.Browse();
        bob.Cookies["sid"] = alice.Cookies["sid"];

        var answer = await bob.GetAsync("/me");

        answer.Reached!.Cookie("sid").ShouldBe(AliceId);
        rig.Mixups.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    [Fact]
    public async Task Request_UnsealedValue_NeverReachesTheApplication()
    {
        var rig = new GuardRig();
        var mallory = rig.Browse();
        mallory.Cookies["sid"] = AliceId;

        (await mallory.GetAsync("/me")).Reached!.CookieHeader.ShouldBeNull();
    }

    [Fact]
    public async Task Rolling_SameValue_IsTheVerySameSeal()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"sid={AliceId}; Path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var before = alice.Cookies["sid"];

        var answer = await alice.GetAsync("/me");

        answer.SetCookies.ShouldBe([$"sid={before}; Path=/; Secure"]);
        rig.Ledger.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task SignIn_ValueChanges_RenewsTheBindingAndMovesOtherCookies()
    {
        var rig = new GuardRig(null, "sid", "cart") { App = static (_, headers) => headers.SetCookie = new[] { "sid=anonymous-0123456789ab; Path=/", "cart=cart-of-this-browser-1; Path=/shop" } };
        var alice = rig.Browse();
        await alice.GetAsync("/");
        var before = new Dictionary<string, string>(alice.Cookies);
        rig.App = SetOnLogin;

        var answer = await alice.PostAsync("/login");

        alice.Cookies[Binding].ShouldNotBe(before[Binding]);
        answer.SetCookies.ShouldContain(line => line.StartsWith("cart=", StringComparison.Ordinal) && line.EndsWith("; Path=/shop; Secure", StringComparison.Ordinal));
        rig.App = static (_, _) => { };
        var next = await alice.GetAsync("/me");
        next.Reached!.Cookie("sid").ShouldBe(AliceId);
        next.Reached.Cookie("cart").ShouldBe("cart-of-this-browser-1");
        // Who planted the first binding holds nothing now (session fixation).
        var planter = rig.Browse();
        planter.Cookies[Binding] = before[Binding];
        planter.Cookies["sid"] = alice.Cookies["sid"];
        (await planter.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
    }

    [Fact]
    public async Task Renewal_RequestUnderWay_IsNeitherSignedOutNorAMixup()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=anonymous-0123456789ab; Path=/" };
        var alice = rig.Browse();
        await alice.GetAsync("/");
        var late = await rig.SendAsync(alice.Header, "GET", "/slow");
        rig.App = SetOnLogin;
        await alice.PostAsync("/login");

        // The slow response arrives after the one that signed her in, and puts the old cookie back, as it would without an edge.
        alice.Store(late.SetCookies);
        rig.App = static (_, _) => { };
        var answer = await alice.GetAsync("/me");

        answer.Reached!.Cookie("sid").ShouldBe("anonymous-0123456789ab");
        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Renewal_OldSealAfterTheGrace_IsDroppedQuietly()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=anonymous-0123456789ab; Path=/" };
        var alice = rig.Browse();
        await alice.GetAsync("/");
        var old = alice.Cookies["sid"];
        rig.App = SetOnLogin;
        await alice.PostAsync("/login");
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        alice.Cookies["sid"] = old;

        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();

        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task FirstVisit_TwoResponsesAtOnce_IsNoMixup()
    {
        var rig = new GuardRig(null, "sid", "csrf");
        var browser = rig.Browse();
        rig.App = static (_, headers) => headers.SetCookie = "sid=anonymous-0123456789ab; Path=/";
        var one = await rig.SendAsync("", "GET", "/");
        rig.App = static (_, headers) => headers.SetCookie = "csrf=token-0123456789abcd; Path=/";
        var two = await rig.SendAsync("", "GET", "/api");
        browser.Store(one.SetCookies);
        browser.Store(two.SetCookies);

        var answer = await browser.GetAsync("/me");

        answer.Reached!.Cookie("csrf").ShouldNotBeNull();
        answer.Reached.Cookie("sid").ShouldBeNull();
        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_OneSealWithTwoThousandBindings_LeavesRoomForOtherMixups()
    {
        var rig = new GuardRig { App = SetOnLogin };
        var mallory = rig.Browse();
        await mallory.PostAsync("/login");
        for (var i = 0; i < 2_100; i++)
        {
            mallory.Cookies[Binding] = Cloakroom.Edge.Sealing.Binding.Create(rig.Clock).Encode();
            await mallory.GetAsync("/me");
        }

        var alice = rig.Browse();
        rig.App = static (_, headers) => headers.SetCookie = "sid=another-0123456789abcdef";
        await alice.PostAsync("/login");
        var bob = rig.Browse();
        bob.Cookies["sid"] = alice.Cookies["sid"];
        rig.App = static (_, _) => { };
        await bob.GetAsync("/me");

        rig.Mixups[^1].Owner.SessionId.ShouldBe(rig.Tagger.OfValue("another-0123456789abcdef").ToString());
        rig.Mixups.Count.ShouldBe(501);
    }

    [Fact]
    public async Task FirstVisit_BindingMadeUpToLookRaced_IsAMixup()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=anonymous-0123456789ab; Path=/" };
        var alice = rig.Browse();
        await alice.GetAsync("/");
        var thief = rig.Browse();
        thief.Cookies["sid"] = alice.Cookies["sid"];
        // It says of itself that it was minted with the cookie; no edge has.
        thief.Cookies[Binding] = Cloakroom.Edge.Sealing.Binding.Create(rig.Clock).Encode();
        rig.Clock.Advance(TimeSpan.FromHours(1));
        rig.App = static (_, _) => { };

        (await thief.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();

        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.ForeignBinding);
    }

    [Fact]
    public async Task FirstVisit_TwoResponsesAtOnceObserved_ReachTheApplication()
    {
        var rig = new GuardRig(static options => options.Rules.ForeignBinding = RuleMode.Observe, "sid", "csrf");
        var browser = rig.Browse();
        rig.App = static (_, headers) => headers.SetCookie = "sid=anonymous-0123456789ab; Path=/";
        var one = await rig.SendAsync("", "GET", "/");
        rig.App = static (_, headers) => headers.SetCookie = "csrf=token-0123456789abcd; Path=/";
        var two = await rig.SendAsync("", "GET", "/api");
        browser.Store(one.SetCookies);
        browser.Store(two.SetCookies);
        rig.App = static (_, _) => { };

        var answer = await browser.GetAsync("/me");

        answer.Reached!.Cookie("csrf").ShouldBe("token-0123456789abcd");
        answer.Reached.Cookie("sid").ShouldBe("anonymous-0123456789ab");
        rig.Mixups.ShouldBeEmpty();
        rig.View = rig.View with { Revision = 7, AllEpoch = 7 };
        (await browser.GetAsync("/me")).Reached!.CookieHeader.ShouldBeNull();
    }

    [Fact]
    public async Task Renewal_OldSealAfterTheGraceObserved_ReachesTheApplication()
    {
        var rig = new GuardRig(static options => options.Rules.ForeignBinding = RuleMode.Observe) { App = static (_, headers) => headers.SetCookie = "sid=anonymous-0123456789ab; Path=/" };
        var alice = rig.Browse();
        await alice.GetAsync("/");
        var old = alice.Cookies["sid"];
        rig.App = SetOnLogin;
        await alice.PostAsync("/login");
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        alice.Cookies["sid"] = old;

        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe("anonymous-0123456789ab");

        rig.Mixups.ShouldBeEmpty();
        // And is the browser's own from here on.
        alice.Cookies["sid"].ShouldNotBe(old);
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe("anonymous-0123456789ab");
    }

    [Fact]
    public async Task SignOut_Deletion_ReachesTheBrowser()
    {
        var rig = new GuardRig { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = static (_, headers) => headers.SetCookie = "sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/";

        var answer = await alice.PostAsync("/logout");

        answer.Refusal.ShouldBeNull();
        alice.Cookies.ShouldNotContainKey("sid");
        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task LongValue_ComesAndGoesInChunks()
    {
        var value = "state-" + new string('x', 5000) + "y";
        var rig = new GuardRig { App = (_, headers) => headers.SetCookie = $"sid={value}; Path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        alice.Cookies.Count.ShouldBeGreaterThan(2);
        alice.Cookies.ShouldAllBe(cookie => cookie.Key.Length + cookie.Value.Length <= 4096);
        rig.App = static (_, _) => { };

        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(value);

        rig.App = static (_, headers) => headers.SetCookie = "sid=short-0123456789abcdef; Path=/";
        await alice.PostAsync("/login");
        alice.Cookies.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Epoch_AllEnded_SignsOutAndLetsNewOnesIn()
    {
        var rig = new GuardRig { App = SetOnLogin };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.View = rig.View with { Revision = 7, AllEpoch = 7 };

        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();

        rig.App = static (_, headers) => headers.SetCookie = "sid=alice-again-0123456789; Path=/";
        await alice.PostAsync("/login");
        rig.App = static (_, _) => { };
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe("alice-again-0123456789");
    }

    [Fact]
    public async Task PlainHttp_OtherHost_WithholdsTheCookie()
    {
        var rig = new GuardRig { App = SetOnLogin };
        var alice = rig.Browse();

        (await alice.SendAsync("POST", "/login", "http")).SetCookies.ShouldBeEmpty();

        (await alice.SendAsync("POST", "/login", "http", "localhost:8080")).SetCookies.Count.ShouldBe(2);
        alice.Cookies.ShouldContainKey("cloakroom-edge");
    }

    [Fact]
    public async Task PlainHttp_AgainAndAgain_IsToldOnceAMinute()
    {
        const int PlainHttp = 5601;
        var rig = new GuardRig { App = SetOnLogin };
        for (var i = 0; i < 3; i++)
            await rig.Browse().SendAsync("POST", "/login", "http", $"stranger{i}.example");

        rig.Lines.Of(PlainHttp).ShouldHaveSingleItem().ShouldContain("stranger0.example");
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await rig.Browse().SendAsync("POST", "/login", "http");
        rig.Lines.Of(PlainHttp).Count.ShouldBe(2);
    }

    private static void SetOnLogin(AppRequest request, Microsoft.AspNetCore.Http.IHeaderDictionary headers)
    {
        if (request.Path == "/login")
            headers.SetCookie = $"sid={AliceId}; Path=/; HttpOnly";
    }
}
