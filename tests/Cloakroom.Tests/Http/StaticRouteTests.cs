using System.Net;
using System.Text.Json;
using Cloakroom.Http;
using Cloakroom.Journal;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Cloakroom.Tests.Http;

/// <summary>On static routes guarded cookies are neither read nor written, so that nothing personal rides on a shared key (invariant I5, peers 6).</summary>
public sealed class StaticRouteTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cloakroom-web-").FullName;

    public StaticRouteTests()
    {
        File.WriteAllText(Path.Combine(_root, "app.js"), "js");
        File.WriteAllText(Path.Combine(_root, "app.abc123.css"), "css");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StaticFile_BeforeOrAfterCloakroom_IsCacheableAndAsksNoStore(bool before)
    {
        await using var app = await StartAsync(before);
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.All, Fault.Error);

        var answer = await alice.GetAsync("/app.js");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldBe("js");
        answer.CacheControl.ShouldBe("public, max-age=60");
        answer.Vary.ShouldBeNull();
        answer.SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task StaticFile_StockSlidingExpiration_CarriesACookieOnAPublicResponse()
    {
        await using var app = await TestApp.StartStockAsync(setup =>
        {
            setup.WebRoot = _root;
            setup.StockCookie = cookie => cookie.ExpireTimeSpan = TimeSpan.FromMinutes(30);
            setup.Before = web =>
            {
                CacheHeaderTests.PublishInOnStarting(web);
                web.UseAuthentication();
            };
            setup.Then = web => web.UseStaticFiles();
        });
        var alice = await app.Browse().SignInAsync("alice");
        app.Clock.Advance(TimeSpan.FromMinutes(20));

        var answer = await alice.GetAsync("/app.js");

        answer.SetCookies.ShouldHaveSingleItem();
        answer.CacheControl!.ShouldContain("public");
        // Whoever shares the cache is Alice now.
        var bob = app.Browse();
        bob.Cookies.Add(".AspNetCore.Cookies", alice.Cookies[".AspNetCore.Cookies"]);
        (await bob.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task StaticAssets_MappedFromAManifest_AreStaticUnderTheirFingerprintsToo()
    {
        var manifest = Path.Combine(_root, "assets.endpoints.json");
        await File.WriteAllTextAsync(manifest, JsonSerializer.Serialize(new
        {
            Version = 1,
            ManifestType = "Publish",
            Endpoints = new[] { Asset("app.js", "app.js"), Asset("app.f1nger.js", "app.js"), Asset("no-extension", "app.js") },
        }), TestContext.Current.CancellationToken);
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.WebRoot = _root;
            setup.Then = web => web.MapStaticAssets(manifest);
        });
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.All, Fault.Error);
        app.Clock.Advance(TimeSpan.FromMinutes(10));

        foreach (var path in new[] { "/app.js", "/app.f1nger.js", "/no-extension" })
        {
            var answer = await alice.GetAsync(path);
            answer.Status.ShouldBe(HttpStatusCode.OK, path);
            answer.Body.ShouldBe("js");
            answer.CacheControl.ShouldBe("max-age=31536000, immutable");
            (answer.Vary ?? "").ShouldNotContain("Cookie");
        }

        static object Asset(string route, string file) => new
        {
            Route = route,
            AssetFile = file,
            Selectors = Array.Empty<object>(),
            EndpointProperties = Array.Empty<object>(),
            ResponseHeaders = new[]
            {
                new { Name = "Cache-Control", Value = "max-age=31536000, immutable" },
                new { Name = "Content-Length", Value = "2" },
                new { Name = "Content-Type", Value = "text/javascript" },
                new { Name = "ETag", Value = "\"abc\"" },
                new { Name = "Last-Modified", Value = "Thu, 01 Jan 2026 00:00:00 GMT" },
            },
        };
    }

    [Theory]
    [InlineData("/declared")]
    [InlineData("/assets/deep/below")]
    [InlineData("/ASSETS/x")]
    [InlineData("/img/1.png")]
    public async Task Endpoint_DeclaredStatic_ReadsAndWritesNoSession(string path)
    {
        await using var app = await StartAsync(before: false, setup => setup.Options = options =>
        {
            options.Static.Paths.Add("/assets/**");
            options.Static.Paths.Add("/img/*.png");
        });
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.GetAsync(path);

        answer.Body.ShouldBe(TestEndpoints.Nobody + " - ResponseNotWritable ResponseNotWritable");
        answer.CacheControl.ShouldBe("public, max-age=600");
        answer.SetCookies.ShouldBeEmpty();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Endpoint_StaticThatSetsAGuardedCookie_LosesItAndIsReported()
    {
        await using var app = await StartAsync(before: false);

        var answer = await app.Browse().GetAsync("/declared-with-cookie");

        answer.SetCookies.ShouldHaveSingleItem().ShouldStartWith("theme=");
        answer.CacheControl.ShouldBe("public, max-age=600");
        var mixup = app.Mixups.All.ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.CookieOnCacheable);
        mixup.Disposition.ShouldBe(MixupDisposition.Blocked);
    }

    [Theory]
    [InlineData(true, RuleMode.Enforce, 1)]
    [InlineData(true, RuleMode.Observe, 1)]
    [InlineData(false, RuleMode.Enforce, 0)]
    public async Task StaticFile_CookiesArriveBehindACdn_AreThePrecursor(bool behindCdn, RuleMode rule, int mixups)
    {
        await using var app = await StartAsync(before: false, setup => setup.Options = options =>
        {
            options.Static.BehindCdn = behindCdn;
            options.Rules.CookieToStatic = rule;
        });
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.GetAsync("/app.js")).Body.ShouldBe("js");
        (await app.Browse().GetAsync("/app.js")).Body.ShouldBe("js");

        app.Mixups.All.Count.ShouldBe(mixups);
        app.Mixups.All.ShouldAllBe(mixup => mixup.Kind == MixupKind.CookieToStatic && mixup.Disposition == MixupDisposition.Blocked);
    }

    [Fact]
    public async Task Page_ThatLooksLikeAFile_IsNoStaticRoute()
    {
        // Web cache deception: a cache that goes by extension is told not to store it.
        await using var app = await StartAsync(before: false);
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.GetAsync("/account/me.css");

        answer.Body.ShouldBe("alice");
        answer.CacheControl.ShouldBe("no-store");
    }

    [Fact]
    public async Task StaticFile_Post_IsNoStaticRoute()
    {
        await using var app = await StartAsync(before: false);
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.PostAsync("/app.js")).CacheControl.ShouldBe("no-store");
    }

    private Task<TestApp> StartAsync(bool before, Action<TestSetup>? change = null) => TestApp.StartAsync(setup =>
    {
        setup.WebRoot = _root;
        var files = new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=60" };
        if (before)
            setup.Before = web => web.UseStaticFiles(files);
        setup.Then = web =>
        {
            if (!before)
                web.UseStaticFiles(files);
            var page = async (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=600";
                var data = context.Session.GetString("x") ?? "-";
                var write = Should.Throw<CloakroomException>(() => context.Session.SetString("x", "y")).Code;
                var signIn = (await Should.ThrowAsync<CloakroomException>(() => context.SignInAsync(TestEndpoints.Principal("eve")))).Code;
                return $"{TestEndpoints.WhoIs(context)} {data} {write} {signIn}";
            };
            web.MapGet("/declared", page).AsStaticRoute();
            web.MapGet("/assets/{**rest}", page);
            web.MapGet("/img/{name}", page);
            web.MapGet("/declared-with-cookie", (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=600";
                context.Response.Cookies.Append(Browser.Token, "x");
                context.Response.Cookies.Append(".AspNetCore.Antiforgery.x", "x");
                context.Response.Cookies.Append("theme", "dark");
                return "page";
            }).AsStaticRoute();
            web.MapGet("/account/{name}", (HttpContext context) => TestEndpoints.WhoIs(context));
        };
        change?.Invoke(setup);
    });
}
