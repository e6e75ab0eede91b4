using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Http;

/// <summary>Caches inside the application see responses before the guard has had its word; a policy that forces storage leaks on the stock stack.</summary>
public sealed class OutputCachingTests
{
    [Fact]
    public async Task OutputCache_ForcedStorageStock_BobReadsAlicesPageAndCookie()
    {
        await using var app = await TestApp.StartStockAsync(UseForcedOutputCache);
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");

        (await alice.BodyAsync("/cached")).ShouldBe("alice");

        (await bob.BodyAsync("/cached")).ShouldBe("alice");
        (await app.Browse().BodyAsync("/cached")).ShouldBe("alice");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OutputCache_ForcedStorage_EachSessionHasItsOwnPages(bool cacheFirst)
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            UseForcedOutputCache(setup);
            if (cacheFirst)
                (setup.Before, setup.Then) = (web => web.UseOutputCache(), MapCached);
        });
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");

        (await alice.BodyAsync("/cached")).ShouldBe("alice");
        (await bob.BodyAsync("/cached")).ShouldBe("bob");
        (await app.Browse().BodyAsync("/cached")).ShouldBe(TestEndpoints.Nobody);
        var again = await alice.GetAsync("/cached");
        again.Body.ShouldBe("alice");
        again.CacheControl.ShouldBe("no-store");
        again.Vary.ShouldBe("Cookie");
        again.Header("Age").ShouldNotBeNull("It came from the cache.");
    }

    [Fact]
    public async Task OutputCache_ForcedStorageOfASignIn_CookiesReachNobodyElse()
    {
        await using var app = await TestApp.StartAsync(UseForcedOutputCache);
        var alice = app.Browse();
        await alice.GetAsync("/cached-sign-in");

        var bob = await app.Browse().GetAsync("/cached-sign-in");

        bob.SetCookies.Count.ShouldBe(2);
        bob.SetCookies.ShouldNotContain(cookie => alice.Cookies.Values.Any(cookie.Contains));
        bob.Header("Age").ShouldBeNull();
    }

    [Fact]
    public async Task OutputCache_ForcedStorageOfASignInStock_TheCookieReachesTheNext()
    {
        await using var app = await TestApp.StartStockAsync(UseForcedOutputCache);
        var alice = app.Browse();
        await alice.GetAsync("/cached-sign-in");
        var bob = app.Browse();

        await bob.GetAsync("/cached-sign-in");

        bob.Cookies.ShouldBe(alice.Cookies);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OutputCache_SessionEnded_ItsCachedPagesAreOfNoUse(bool cacheFirst)
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            UseForcedOutputCache(setup);
            if (cacheFirst)
                (setup.Before, setup.Then) = (web => web.UseOutputCache(), MapCached);
        });
        var alice = await app.Browse().SignInAsync("alice");
        var copy = app.Browse().Copy(alice);
        (await alice.BodyAsync("/cached")).ShouldBe("alice");

        await alice.PostAsync("/sign-out");

        (await copy.BodyAsync("/cached")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task OutputCache_ForeignBinding_CachedPagesAreOfNoUse()
    {
        await using var app = await TestApp.StartAsync(UseForcedOutputCache);
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        (await alice.BodyAsync("/cached")).ShouldBe("alice");

        bob.Copy(alice, Browser.Token);

        (await bob.BodyAsync("/cached")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task ResponseCaching_PublicPageStock_BobReadsAlicesPage()
    {
        await using var app = await TestApp.StartStockAsync(UseResponseCaching);
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");

        (await alice.BodyAsync("/public")).ShouldBe("alice");

        (await bob.BodyAsync("/public")).ShouldBe("alice");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ResponseCaching_PublicPage_EverybodyReadsTheirOwn(bool cacheFirst)
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            UseResponseCaching(setup);
            if (cacheFirst)
                (setup.Before, setup.Then) = (web => web.UseResponseCaching(), MapPublic);
        });
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var anonymous = app.Browse();

        (await anonymous.BodyAsync("/public")).ShouldBe(TestEndpoints.Nobody);
        (await alice.BodyAsync("/public")).ShouldBe("alice");
        (await bob.BodyAsync("/public")).ShouldBe("bob");
        (await alice.BodyAsync("/public")).ShouldBe("alice");
        (await anonymous.GetAsync("/public")).Body.ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task ResponseCaching_CookieAddedInOnStarting_IsNotReplayed()
    {
        await using var app = await TestApp.StartAsync(UseResponseCaching);
        var alice = app.Browse();
        await alice.GetAsync("/public-sign-in");

        var bob = await app.Browse().GetAsync("/public-sign-in");

        bob.SetCookies.ShouldNotContain(cookie => alice.Cookies.Values.Any(cookie.Contains));
        bob.Body.ShouldNotBe("alice 1");
    }

    private static void UseForcedOutputCache(TestSetup setup)
    {
        setup.Services = services => services.AddOutputCache(options => options.AddPolicy("force", new ForcePolicy()));
        setup.Then = web =>
        {
            web.UseOutputCache();
            MapCached(web);
        };
    }

    private static void MapCached(WebApplication web)
    {
        web.MapGet("/cached", (HttpContext context) => TestEndpoints.WhoIs(context)).CacheOutput("force");
        web.MapGet("/cached-sign-in", async (HttpContext context) =>
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, TestEndpoints.Principal("alice"))).CacheOutput("force");
    }

    private static void UseResponseCaching(TestSetup setup)
    {
        setup.Services = services => services.AddResponseCaching();
        setup.Then = web =>
        {
            web.UseResponseCaching();
            MapPublic(web);
        };
    }

    private static void MapPublic(WebApplication web)
    {
        var count = 0;
        web.MapGet("/public", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=600";
            return TestEndpoints.WhoIs(context);
        });
        web.MapGet("/public-sign-in", async (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=600";
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, TestEndpoints.Principal("alice"));
            return $"alice {++count}";
        });
    }

    /// <summary>What teams copy from answers on the web when "output caching does not work for signed-in users".</summary>
    private sealed class ForcePolicy : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.EnableOutputCaching = true;
            context.AllowCacheLookup = true;
            context.AllowCacheStorage = true;
            context.AllowLocking = true;
            context.ResponseExpirationTimeSpan = TimeSpan.FromHours(1);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
