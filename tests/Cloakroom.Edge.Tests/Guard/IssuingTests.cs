using System.Collections.Frozen;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Guard;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>What an application may hand out, and to whom (Cachetur 2022).</summary>
public sealed class IssuingTests
{
    private const string Shared = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Issue_SameIdentifierToTwoBrowsers_StopsTheSecond()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"PHPSESSID={Shared}; path=/" };
        rig.Reconfigure(static options => options.Cookies[0].Name = "PHPSESSID");
        (await rig.Browse().PostAsync("/login")).Refusal.ShouldBeNull();
        var bob = rig.Browse();

        var answer = await bob.PostAsync("/login");

        answer.Refusal.ShouldBe(EdgeRefusal.DuplicateIssue);
        bob.Cookies.Values.ShouldNotContain(value => value.Contains(Shared, StringComparison.Ordinal));
        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.DuplicateIssue);
    }

    [Fact]
    public async Task Issue_SameIdentifierToTwoBrowsers_EndsItForTheFirstToo()
    {
        var rig = new GuardRig { App = static (request, headers) => headers.SetCookie = request.Method == "POST" ? $"sid={Shared}; path=/" : default };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(Shared);

        await rig.Browse().PostAsync("/login");

        // What the application keeps under the value is the second one's by now.
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        rig.Ended.ShouldBe([rig.Tagger.OfValue(Shared)]);
        // And nobody ever gets it again, the first one included.
        (await alice.PostAsync("/login")).Refusal.ShouldBe(EdgeRefusal.DuplicateIssue);
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        rig.Ended.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Issue_SameIdentifierWhileTheFirstAsksForAPage_RefusesThePage()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"sid={Shared}; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = (request, headers) =>
        {
            // In the midst of it the application signs Bob in, and answers him first.
            rig.App = static (_, headers) => headers.SetCookie = $"sid={Shared}; path=/";
            rig.Browse().PostAsync("/login").Wait(TestContext.Current.CancellationToken);
        };

        var page = await alice.GetAsync("/me");

        page.Reached!.Cookie("sid").ShouldBe(Shared);
        page.Refusal.ShouldBe(EdgeRefusal.DuplicateIssue);
    }

    [Fact]
    public async Task Issue_SameIdentifierObserved_GoesOutAndIsRecorded()
    {
        var rig = new GuardRig(static options => options.Rules.DuplicateIssue = RuleMode.Observe) { App = static (_, headers) => headers.SetCookie = $"sid={Shared}" };
        await rig.Browse().PostAsync("/login");
        var bob = rig.Browse();

        (await bob.PostAsync("/login")).Refusal.ShouldBeNull();

        (await bob.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(Shared);
        rig.Mixups.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    [Theory]
    [InlineData("eyJ2aWV3cyI6MX0=")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl")]
    [InlineData(".eJyrVkrOSMzJSc1LTy1RsiopKk2tBQBCDwcr.Zx.sig")]
    [InlineData("%7B%22views%22%3A1%7D")]
    [InlineData("Fe26.2*1*abc*def*ghi")]
    [InlineData("BAh7B0kiD3Nlc3Npb25faWQGOgZFVEkiJTY%3D--0123456789abcdef0123456789abcdef01234567")]
    [InlineData("c2VjcmV0LWNvbnRlbnQ%3D--aXYtaXYtaXY%3D--dGFnLXRhZw%3D%3D")]
    public async Task Issue_SameStateToTwoBrowsers_IsChance(string state)
    {
        var rig = new GuardRig { App = (_, headers) => headers.SetCookie = $"sid={state}; path=/" };
        await rig.Browse().GetAsync("/");

        (await rig.Browse().GetAsync("/")).Refusal.ShouldBeNull();

        rig.Mixups.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("deleted", "it is a word for nothing")]
    [InlineData("undefined", "it is a word for nothing")]
    [InlineData("00000000000000000000000000000000", "it is one character over and over")]
    [InlineData("abc", "it has 3 characters")]
    [InlineData("s%3A.c2lnbmF0dXJl", "it is empty")]
    public async Task Issue_DegenerateValue_NeverLeaves(string value, string why)
    {
        var rig = new GuardRig(static options => options.Cookies[0].Content = CookieContent.Identifier) { App = (_, headers) => headers.SetCookie = $"sid={value}; path=/" };

        (await rig.Browse().PostAsync("/login")).Refusal.ShouldBe(EdgeRefusal.DuplicateIssue);

        rig.Mixups.ShouldHaveSingleItem().Detail.ShouldContain(why);
    }

    [Fact]
    public async Task Issue_EmptyValueElsewhere_IsADeletion()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"sid={Shared}; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = static (_, headers) => headers.SetCookie = "sid=; path=/";

        (await alice.PostAsync("/logout")).SetCookies.ShouldBe(["sid=; path=/; Max-Age=0"]);

        rig.Mixups.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sid=; path=/; Max-Age=0", "sid=bbbb-0123456789abcdef; path=/", "bbbb-0123456789abcdef")]
    [InlineData("sid=bbbb-0123456789abcdef; path=/", "sid=; path=/; Max-Age=0", null)]
    public async Task Issue_SetAndDeletedInOneResponse_TheLastLineCounts(string first, string last, string? expected)
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=aaaa-0123456789abcdef; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        // As PHP signs out: session_regenerate_id() and then setcookie() with a time in the past.
        rig.App = (_, headers) => headers.SetCookie = new(["sid=cccc-0123456789abcdef; path=/", first, last]);

        await alice.PostAsync("/logout");

        rig.App = static (_, _) => { };
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(expected);
    }

    [Fact]
    public async Task Issue_CookieThatCannotBeBound_LeavesAPageThatNobodyKeeps()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=aaaa-0123456789abcdef; path=/" };

        var answer = await rig.Browse().SendAsync("GET", "/me", scheme: "http");

        answer.SetCookies.ShouldBeEmpty();
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
    }

    [Fact]
    public async Task Issue_SameBrowserAgain_IsNoDuplicate()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"sid={Shared}; path=/" };
        var alice = rig.Browse();
        for (var i = 0; i < 3; i++)
            (await alice.PostAsync("/login")).Refusal.ShouldBeNull();

        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Adoption_CookieOfBefore_IsSealedWithoutSigningAnybodyOut()
    {
        var rig = new GuardRig();
        rig.Reconfigure(options => options.Adoption.Until = rig.Clock.GetUtcNow().AddDays(1));
        var alice = rig.Browse();
        alice.Cookies["sid"] = Shared;

        // A page and what it loads at once, before any answer is there.
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rig.SendAsync(alice.Header, "GET", "/me")));
        foreach (var answer in answers)
        {
            answer.Reached!.Cookie("sid").ShouldBe(Shared);
            alice.Store(answer.SetCookies);
        }

        alice.Cookies["sid"].ShouldNotBe(Shared);
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(Shared);
        rig.Mixups.ShouldBeEmpty();
        rig.Clock.Advance(TimeSpan.FromDays(2));
        var late = rig.Browse();
        late.Cookies["sid"] = "never-adopted-0123456789";
        (await late.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
    }

    [Fact]
    public async Task Adoption_EverythingEnded_TakesNoneOfBefore()
    {
        var rig = new GuardRig();
        rig.Reconfigure(options => options.Adoption.Until = rig.Clock.GetUtcNow().AddDays(1));
        rig.View = rig.View with { Revision = 5, AllEpoch = 5 };
        var alice = rig.Browse();
        alice.Cookies["sid"] = Shared;

        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
    }

    [Fact]
    public async Task Renewal_TwiceAtOnceOrWithItsAnswerLost_IsOneBrowser()
    {
        var rig = new GuardRig(null, "sid", "rid") { App = static (_, headers) => headers.SetCookie = new[] { "sid=first-0123456789abcdef", "rid=remember-0123456789abcd" } };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var before = alice.Header;

        rig.App = static (_, headers) => headers.SetCookie = "sid=second-0123456789abcdef";
        (await rig.SendAsync(before, "POST", "/save")).Refusal.ShouldBeNull();
        rig.App = static (_, headers) => headers.SetCookie = "sid=third-0123456789abcdef0";
        var answer = await rig.SendAsync(before, "POST", "/save");

        answer.Refusal.ShouldBeNull();
        alice.Store(answer.SetCookies);
        rig.App = static (_, _) => { };
        (await alice.GetAsync("/me")).Reached!.CookieHeader.ShouldBe("sid=third-0123456789abcdef0; rid=remember-0123456789abcd");
        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Renewal_SameNewIdentifierInTwoAnswersAtOnce_IsOneBrowser()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=first-0123456789abcdef" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var before = alice.Header;
        rig.App = static (_, headers) => headers.SetCookie = "sid=second-0123456789abcdef";

        (await rig.SendAsync(before, "POST", "/save")).Refusal.ShouldBeNull();
        (await rig.SendAsync(before, "POST", "/save")).Refusal.ShouldBeNull();

        rig.Mixups.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecondCookie_BesideASession_LeavesTheSessionAlone()
    {
        var rig = new GuardRig(null, "sid", "rid") { App = static (_, headers) => headers.SetCookie = "sid=first-0123456789abcdef" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = static (_, headers) => headers.SetCookie = "rid=remember-0123456789abcd";

        // Anything about sid in here could put an old one back that a request alongside has replaced.
        (await alice.PostAsync("/remember")).SetCookies.ShouldHaveSingleItem().ShouldStartWith("rid=");
    }

    [Fact]
    public async Task Revoked_WhileTheRequestIsUnderWay_GetsNothingNew()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=first-0123456789abcdef" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var binding = rig.Tagger.OfBinding(Cloakroom.Edge.Sealing.Binding.TryDecode(alice.Cookies["__Host-cloakroom-edge"], out var brought) ? brought : default);
        rig.App = (_, headers) =>
        {
            rig.View = rig.View with { Revision = 9, Epochs = new Dictionary<Cloakroom.Edge.Sealing.Tag, long> { [binding] = 9 }.ToFrozenDictionary() };
            headers.SetCookie = "sid=second-0123456789abcdef";
        };

        (await alice.PostAsync("/save")).SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task Issue_ContestedOnAnotherEdge_NeverLeaves()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"sid={Shared}" };
        rig.View = rig.View with { Revision = 9, Epochs = new Dictionary<Cloakroom.Edge.Sealing.Tag, long> { [rig.Tagger.OfValue(Shared)] = 9 }.ToFrozenDictionary() };
        var bob = rig.Browse();

        (await bob.PostAsync("/login")).Refusal.ShouldBe(EdgeRefusal.DuplicateIssue);

        bob.Cookies.ShouldBeEmpty();
        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.DuplicateIssue);
    }

    [Theory]
    [InlineData("sid=second-0123456789abcdef", false)]
    [InlineData("sid=second-0123456789abcdef", true)]
    [InlineData("sid=eyJ2aWV3cyI6MX0=", false)]
    public async Task Renewal_EndedInTheStoreBeforeTheViewKnows_GetsNothing(string next, bool byValue)
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=first-0123456789abcdef" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = (_, headers) =>
        {
            // By an operator on another machine; the next look at the store is up to 250 ms away.
            rig.EndedInStore.Add(byValue ? rig.Tagger.OfValue("first-0123456789abcdef") : rig.BindingOf(alice));
            headers.SetCookie = next;
        };

        (await alice.PostAsync("/login")).SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task Renewal_OpenedWithAPredecessorThatEnded_GetsNothing()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=first-0123456789abcdef" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var (seal, first) = (alice.Cookies["sid"], rig.BindingOf(alice));
        rig.App = static (_, headers) => headers.SetCookie = "sid=second-0123456789abcdef";
        await alice.PostAsync("/login");
        alice.Cookies["sid"] = seal;
        rig.App = (_, _) => rig.EndedInStore.Add(first);

        var answer = await alice.GetAsync("/me");

        answer.Reached!.Cookie("sid").ShouldBe("first-0123456789abcdef");
        answer.SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task Issue_NothingChangesHands_DoesNotAskWhatHasEnded()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=first-0123456789abcdef" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        await alice.GetAsync("/me");
        await alice.PostAsync("/save");

        rig.AskedForEnds.ShouldBe(0);
    }

    [Fact]
    public async Task Observed_ForeignCookieThatHasEnded_OpensForNobody()
    {
        var rig = new GuardRig(static options => options.Rules.ForeignBinding = RuleMode.Observe) { App = static (_, headers) => headers.SetCookie = $"sid={Shared}" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = static (_, _) => { };
        var thief = rig.Browse();
        thief.Cookies["sid"] = alice.Cookies["sid"];
        (await thief.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(Shared);

        rig.View = rig.View with { Revision = 7, AllEpoch = 7 };

        (await thief.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
    }
}
