using System.Net;
using Cloakroom.Http;
using Cloakroom.Journal;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Http;

/// <summary>What leaves for a session cannot be stored by a shared cache (invariant I5, peers 7, RFC 9111).</summary>
public sealed class CacheHeaderTests
{
    private static (string Value, string Expected)[] Values =>
    [
        ("", "no-store"),
        ("public", "private"),
        ("public, max-age=60", "max-age=60, private"),
        ("max-age=60", "max-age=60, private"),
        ("s-maxage=60", "private"),
        ("public, s-maxage=60, max-age=5, immutable", "immutable, max-age=5, private"),
        ("private, max-age=60", "max-age=60, private"),
        ("private=\"Set-Cookie\", max-age=60", "max-age=60, private"),
        ("private, s-maxage=60", "private"),
        ("no-cache", "no-cache, private"),
        ("no-store", "no-store"),
        ("no-store, public", "no-store"),
        ("PUBLIC, Max-Age=60", "max-age=60, private"),
        ("stale-while-revalidate=60, max-age=1", "max-age=1, private, stale-while-revalidate=60"),
        ("max-age=\"x", "no-store"),
    ];

    [Fact]
    public async Task Request_WithSession_IsNeverStorableByASharedCache()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");

        foreach (var (value, expected) in Values)
        {
            var answer = await alice.GetAsync("/page?cache=" + Uri.EscapeDataString(value));

            answer.Body.ShouldBe("alice");
            answer.CacheDirectives.ShouldBe(expected.Split(", "), value);
            answer.Vary.ShouldBe("Cookie");
        }
    }

    [Fact]
    public async Task Request_WithoutSession_KeepsItsHeadersAndVaries()
    {
        await using var app = await StartAsync();

        foreach (var (value, _) in Values)
        {
            var answer = await app.Browse().GetAsync("/page?cache=" + Uri.EscapeDataString(value));

            (answer.CacheControl ?? "").ShouldBe(value);
            answer.Vary.ShouldBe("Cookie");
        }
    }

    [Fact]
    public async Task Request_StockWithSession_IsPublicAndDoesNotVary()
    {
        await using var app = await TestApp.StartStockAsync(setup => setup.Then = MapPage);
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.GetAsync("/page?cache=public,max-age=60");

        answer.Body.ShouldBe("alice");
        answer.CacheControl!.ShouldContain("public");
        answer.Vary.ShouldBeNull();
    }

    [Fact]
    public async Task Request_WithSession_LosesWhatOutranksCacheControl()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        (string Name, string Value)[] fields =
        [
            ("CDN-Cache-Control", "max-age=60"), ("Cloudflare-CDN-Cache-Control", "max-age=60"), ("Vercel-CDN-Cache-Control", "max-age=60"),
            ("Netlify-CDN-Cache-Control", "public, durable"), ("Surrogate-Control", "max-age=60"), ("X-Accel-Expires", "60"),
            ("Edge-Control", "cache-maxage=60"),
        ];

        foreach (var (name, value) in fields)
        {
            (await alice.GetAsync($"/page?name={name}&value={Uri.EscapeDataString(value)}")).Header(name).ShouldBeNull();
            (await app.Browse().GetAsync($"/page?name={name}&value={Uri.EscapeDataString(value)}")).Header(name).ShouldBe(value);
        }
    }

    [Theory]
    [InlineData("Accept-Encoding", "Accept-Encoding, Cookie")]
    [InlineData("accept, cookie", "accept, cookie")]
    [InlineData("*", "*")]
    public async Task Request_VaryIsSet_AddsCookieOnce(string value, string expected)
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.GetAsync($"/page?name=Vary&value={Uri.EscapeDataString(value)}")).Vary.ShouldBe(expected);
    }

    [Fact]
    public async Task SignIn_ResponseDeclaredPublic_IsNoStoreAndReported()
    {
        await using var app = await StartAsync();

        var answer = await app.Browse().PostAsync("/sign-in-public");

        answer.SetCookies.Count.ShouldBe(2);
        answer.CacheControl.ShouldBe("no-store");
        answer.Header("Expires").ShouldBeNull();
        answer.Header("CDN-Cache-Control").ShouldBeNull();
        app.Mixups.All.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.CookieOnCacheable);
    }

    [Fact]
    public async Task SignIn_ResponseDeclaredPublicObserved_KeepsItsHeadersAndIsExposed()
    {
        await using var app = await StartAsync(options => options.Rules.CookieOnCacheable = RuleMode.Observe);

        var answer = await app.Browse().PostAsync("/sign-in-public");

        answer.SetCookies.Count.ShouldBe(2);
        answer.CacheControl.ShouldBe("public, max-age=60");
        app.Mixups.All.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    [Fact]
    public async Task SignIn_StockWithOuterMiddlewareInOnStarting_LeavesPublicWithItsCookie()
    {
        await using var app = await TestApp.StartStockAsync(setup => setup.Before = PublishInOnStarting);

        var answer = await app.Browse().PostAsync("/sign-in/alice");

        answer.SetCookies.ShouldHaveSingleItem();
        answer.CacheControl.ShouldBe("public, max-age=60");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SignIn_OtherMiddlewareInOnStarting_GuardHasTheLastWord(bool before)
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            if (before)
                setup.Before = PublishInOnStarting;
            else
                setup.Then = PublishInOnStarting;
        });
        var browser = app.Browse();

        var answer = await browser.PostAsync("/sign-in/alice");

        answer.SetCookies.Count.ShouldBe(2);
        answer.CacheControl.ShouldBe("no-store");
        var page = await browser.GetAsync("/me");
        page.CacheDirectives.ShouldBe(["max-age=60", "private"]);
        page.Vary.ShouldBe("Cookie");
    }

    [Theory]
    [InlineData(".AspNetCore.Antiforgery.x", true)]
    [InlineData(".AspNetCore.Mvc.CookieTempDataProvider", true)]
    [InlineData("Identity.External", true)]
    [InlineData("basket", true)]
    [InlineData("baskets", false)]
    [InlineData("theme", false)]
    public async Task Request_AlsoGuardedCookie_MakesTheResponseUncacheable(string name, bool guarded)
    {
        await using var app = await StartAsync(options => options.Cookies.AlsoGuarded.Add("basket"));

        var answer = await app.Browse().GetAsync("/page?cache=public,max-age=60&cookie=" + name);

        answer.SetCookies.ShouldHaveSingleItem();
        answer.CacheControl.ShouldBe(guarded ? "no-store" : "public,max-age=60");
    }

    [Fact]
    public async Task Request_RawCookieUnderOurName_NeverLeaves()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = app.Browse();

        // The application writes one user's cookies into another's response, as a shared buffer or header dictionary would.
        var answer = await bob.GetAsync($"/page?cookie={Browser.Token}&content={alice.Cookies[Browser.Token]}");

        answer.SetCookies.ShouldBeEmpty();
        answer.CacheControl.ShouldBeNull();
        app.Mixups.All.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.CrossFlow);
    }

    [Fact]
    public async Task Request_RawCookieUnderOurNameObserved_LeavesUncacheable()
    {
        await using var app = await StartAsync(options => options.Rules.CrossFlow = RuleMode.Observe);

        var answer = await app.Browse().GetAsync($"/page?cookie={Browser.Token}&content=x");

        answer.SetCookies.ShouldHaveSingleItem();
        answer.CacheControl.ShouldBe("no-store");
        app.Mixups.All.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    internal static void PublishInOnStarting(WebApplication web) => web.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            context.Response.Headers["CDN-Cache-Control"] = "max-age=60";
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static Task<TestApp> StartAsync(Action<CloakroomOptions>? options = null) => TestApp.StartAsync(setup =>
    {
        setup.Options = options;
        setup.Then = MapPage;
    });

    private static void MapPage(WebApplication web)
    {
        web.MapGet("/page", (HttpContext context, string? cache, string? name, string? value, string? cookie, string? content) =>
        {
            if (!string.IsNullOrEmpty(cache))
                context.Response.Headers.CacheControl = cache;
            if (name is not null)
                context.Response.Headers[name] = value;
            if (cookie is not null)
                context.Response.Cookies.Append(cookie, content ?? "value");
            return TestEndpoints.WhoIs(context);
        });
        web.MapPost("/sign-in-public", async (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            context.Response.Headers.Expires = "Thu, 01 Jan 2099 00:00:00 GMT";
            context.Response.Headers["CDN-Cache-Control"] = "max-age=60";
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, TestEndpoints.Principal("alice"));
        });
    }
}
