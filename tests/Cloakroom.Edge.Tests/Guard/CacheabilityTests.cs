using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>Identity and shared caches never meet (invariant I5).</summary>
public sealed class CacheabilityTests
{
    private const string Id = "alice-0123456789abcdef";

    [Theory]
    [InlineData("/app.js")]
    [InlineData("/APP.JS")]
    [InlineData("/assets/logo")]
    [InlineData("/account.php/a.css")]
    [InlineData("/account%2Fa.css")]
    [InlineData("/account;a.css")]
    [InlineData("/account%3Ba.css")]
    [InlineData("/account%253Ba.css")]
    [InlineData("/static/../account")]
    [InlineData("/static/..;/account")]
    [InlineData("/static%2f..%2faccount")]
    [InlineData("//assets/x")]
    [InlineData("/x.js/..;/account")]
    [InlineData("/account%0a.css")]
    [InlineData("/account\\..\\static\\a.css")]
    public async Task StaticPath_AnyReading_NeitherBringsNorSetsGuardedCookies(string path)
    {
        var rig = Rig();
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        alice.Cookies["theme"] = "dark";

        var answer = await alice.GetAsync(path);

        answer.Reached!.CookieHeader.ShouldBe("theme=dark");
        answer.SetCookies.ShouldBe(["theme=dark"]);
    }

    [Theory]
    [InlineData("CDN-Cache-Control")]
    [InlineData("Akamai-Cache-Control")]
    [InlineData("Fastly-Cache-Control")]
    [InlineData("some-cdn-of-2031-cache-control")]
    public async Task TargetedField_OfAnyCache_IsHeardAndTakenBack(string field)
    {
        var rig = new GuardRig { App = (_, headers) => headers.SetCookie = $"sid={Id}" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = (_, headers) =>
        {
            headers.CacheControl = "private";
            headers[field] = "max-age=600";
            headers.SetCookie = "sid=next-0123456789abcdef";
        };

        var answer = await alice.GetAsync("/me");

        answer.SetCookies.ShouldBeEmpty();
        answer.Headers.ContainsKey(field).ShouldBeFalse();
        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.CookieOnCacheable);
    }

    /// <summary>Symfony and Drupal say the first of every page; Vercel's templates the second.</summary>
    [Theory]
    [InlineData("Surrogate-Control", "content=\"ESI/1.0\"")]
    [InlineData("CDN-Cache-Control", "max-age=0, must-revalidate")]
    [InlineData("CDN-Cache-Control", "no-cache")]
    [InlineData("Surrogate-Control", "no-store")]
    [InlineData("Surrogate-Control", "max-age=0")]
    [InlineData("X-Accel-Expires", "0")]
    [InlineData("X-Accel-Expires", "off")]
    public async Task OutrankingField_ThatInvitesNobody_LeavesTheCookieAlone(string field, string value)
    {
        var rig = new GuardRig { App = (_, headers) => (headers.SetCookie, headers[field]) = ($"sid={Id}; path=/", value) };

        var answer = await rig.Browse().GetAsync("/page");

        answer.SetCookies.Count.ShouldBe(2);
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
        answer.Headers.ContainsKey(field).ShouldBeFalse();
        rig.Mixups.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Surrogate-Control", "max-age=60, content=\"ESI/1.0\"")]
    [InlineData("CDN-Cache-Control", "max-age=0, stale-while-revalidate=60")]
    [InlineData("CDN-Cache-Control", "s-maxage=1")]
    [InlineData("Edge-Control", "cache-maxage=60")]
    [InlineData("Edge-Control", "!no-cache, max-age=1m")]
    [InlineData("CDN-Cache-Control", "immutable")]
    [InlineData("CDN-Cache-Control", "nonsense nonsense")]
    [InlineData("X-Accel-Expires", "60")]
    [InlineData("X-Accel-Expires", "@1893456000")]
    public async Task OutrankingField_ThatMayInvite_TakesTheCookieAway(string field, string value)
    {
        var rig = new GuardRig { App = (_, headers) => (headers.SetCookie, headers[field]) = ($"sid={Id}; path=/", value) };

        (await rig.Browse().GetAsync("/page")).SetCookies.ShouldBeEmpty();
        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.CookieOnCacheable);
    }

    [Theory]
    [InlineData("/me")]
    [InlineData("/vercel/next.js/issues")]
    [InlineData("/invoice.pdf")]
    [InlineData("/account?file=a.css")]
    public async Task DynamicPath_OwnSession_Arrives(string path)
    {
        var rig = Rig();
        var alice = rig.Browse();
        await alice.PostAsync("/login");

        (await alice.GetAsync(path)).Reached!.Cookie("sid").ShouldBe(Id);
    }

    [Fact]
    public async Task DynamicException_PlainPath_IsDynamic()
    {
        var rig = Rig();
        rig.Reconfigure(static options => options.Routes.Dynamic.Add("/avatars/**"));
        var alice = rig.Browse();
        await alice.PostAsync("/login");

        (await alice.GetAsync("/avatars/me.png")).Reached!.Cookie("sid").ShouldBe(Id);
        // Two readers, two opinions: no exception for that.
        (await alice.GetAsync("/avatars/..%2fme.png")).Reached!.Cookie("sid").ShouldBeNull();
    }

    [Theory]
    [InlineData("public, max-age=60")]
    [InlineData("max-age=60")]
    [InlineData("s-maxage=1")]
    public async Task CacheableResponse_GuardedSetCookie_IsDroppedAndRecorded(string cacheControl)
    {
        var rig = new GuardRig { App = (_, headers) => (headers.SetCookie, headers.CacheControl) = ($"sid={Id}; path=/", cacheControl) };

        var answer = await rig.Browse().GetAsync("/page");

        answer.SetCookies.ShouldBeEmpty();
        answer.Headers.CacheControl.ToString().ShouldBe(cacheControl);
        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.CookieOnCacheable);
    }

    [Fact]
    public async Task CacheableResponse_MadeForASession_IsPrivate()
    {
        var rig = Rig();
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = static (_, headers) => headers.CacheControl = "public, max-age=60";

        var answer = await alice.GetAsync("/page");

        answer.Headers.CacheControl.ToString().ShouldBe("max-age=60, private");
        answer.Headers.Vary.ToString().ShouldBe("Cookie");
    }

    [Fact]
    public async Task CacheableResponse_ToNobody_StaysAsItIs()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.CacheControl = "public, max-age=60" };

        (await rig.Browse().GetAsync("/page")).Headers.CacheControl.ToString().ShouldBe("public, max-age=60");
    }

    [Fact]
    public async Task SignInRoute_SaysCacheable_KeepsTheCookieAndIsNoStore()
    {
        var rig = new GuardRig { App = static (_, headers) => (headers.SetCookie, headers.CacheControl) = ($"sid={Id}; path=/", "public, max-age=60") };

        var answer = await rig.Browse().GetAsync("/login/callback");

        answer.SetCookies.Count.ShouldBe(2);
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
    }

    [Fact]
    public async Task BehindCdn_CookieOnStaticRoute_IsThePrecursor()
    {
        var rig = Rig();
        rig.Reconfigure(static options => options.Routes.BehindCdn = true);
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        await rig.Browse().GetAsync("/app.js");

        await alice.GetAsync("/app.js");

        var mixup = rig.Mixups.Single(mixup => mixup.Kind == MixupKind.CookieToStatic);
        mixup.Detail.ShouldContain("1 of 2 requests");
        mixup.Detail.ShouldContain("since 2026-01-02");
    }

    [Fact]
    public async Task BehindCdn_CookieOnALineOfItsOwn_IsThePrecursorToo()
    {
        var rig = Rig();
        rig.Reconfigure(static options => options.Routes.BehindCdn = true);
        var alice = rig.Browse();
        await alice.PostAsync("/login");

        var answer = await rig.SendAsync(new string[] { "theme=dark", alice.Header, "size=1" }, "GET", "/app.js");

        answer.Reached!.CookieHeader.ShouldBe("theme=dark; size=1");
        rig.Watch.WithCookies.ShouldBe(1);
        rig.Mixups.Count(mixup => mixup.Kind == MixupKind.CookieToStatic).ShouldBe(1);
    }

    [Fact]
    public async Task BehindCdn_CookieToStaticObserved_IsRecordedAndGoesOn()
    {
        var rig = Rig();
        rig.Reconfigure(static options => (options.Routes.BehindCdn, options.Rules.CookieToStatic) = (true, RuleMode.Observe));
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        alice.Cookies["theme"] = "dark";

        var answer = await alice.GetAsync("/app.js");

        answer.Reached!.CookieHeader.ShouldBe($"sid={Id}; theme=dark", ignoreOrder: true);
        var mixup = rig.Mixups.Single(mixup => mixup.Kind == MixupKind.CookieToStatic);
        mixup.Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    [Theory]
    [InlineData("/page", "no-store")]
    [InlineData("/app.js", "public, max-age=60")]
    public async Task CacheableResponse_Observed_IsRecordedAndTheCookieGoesOut(string path, string cacheControl)
    {
        var rig = new GuardRig(static options => options.Rules.CookieOnCacheable = RuleMode.Observe)
        {
            App = static (_, headers) => (headers.SetCookie, headers.CacheControl) = ($"sid={Id}; path=/", "public, max-age=60"),
        };
        var alice = rig.Browse();

        var answer = await alice.GetAsync(path);

        var mixup = rig.Mixups.ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.CookieOnCacheable);
        mixup.Disposition.ShouldBe(MixupDisposition.Exposed);
        answer.SetCookies.Count.ShouldBe(2);
        answer.SetCookies.ShouldNotContain(line => line.Contains("alice", StringComparison.Ordinal));
        answer.Headers.CacheControl.ToString().ShouldBe(cacheControl);
        (await alice.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(Id);
    }

    private static GuardRig Rig() => new()
    {
        App = static (request, headers) =>
            headers.SetCookie = request.Path == "/login" ? $"sid={Id}; path=/" : new[] { $"sid={Id}; path=/", "theme=dark" },
    };
}
