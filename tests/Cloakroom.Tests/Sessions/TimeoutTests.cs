using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Sessions;

/// <summary>Absolute and idle timeout (OWASP ASVS 5.0 7.3.1, 7.3.2), with and without the near cache.</summary>
public sealed class TimeoutTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_IdleForLessThanTheTimeout_SlidesWithoutACookie(bool nearCache)
    {
        await using var app = await StartAsync(nearCache);
        var browser = await app.Browse().SignInAsync("alice");

        for (var i = 0; i < 5; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(59));
            (await browser.BodyAsync("/me")).ShouldBe("alice");
            await app.Get<TouchWriter>().FlushAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_IdleForTheTimeout_IsExpiredAndKeepsItsCookies(bool nearCache)
    {
        await using var app = await StartAsync(nearCache);
        var browser = await app.Browse().SignInAsync("alice");

        app.Clock.Advance(TimeSpan.FromHours(1));
        var answer = await browser.GetAsync("/outcome");

        answer.Body.ShouldBe(nameof(SessionOutcome.Expired));
        answer.SetCookies.ShouldBeEmpty();
        (await browser.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_BusyUntilTheAbsoluteTimeout_IsExpired(bool nearCache)
    {
        await using var app = await StartAsync(nearCache);
        var browser = await app.Browse().SignInAsync("alice");

        for (var i = 0; i < 23; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(30));
            (await browser.BodyAsync("/me")).ShouldBe("alice");
            await app.Get<TouchWriter>().FlushAsync();
        }

        app.Clock.Advance(TimeSpan.FromMinutes(30));
        (await browser.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Expired));
    }

    [Fact]
    public async Task Request_RememberedSession_HasItsOwnTimeouts()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice", "?remember=true");

        app.Clock.Advance(TimeSpan.FromDays(13));
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        await app.Get<TouchWriter>().FlushAsync();
        app.Clock.Advance(TimeSpan.FromDays(13));
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        await app.Get<TouchWriter>().FlushAsync();
        app.Clock.Advance(TimeSpan.FromDays(4));
        (await browser.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Expired));
    }

    [Fact]
    public async Task Request_AfterTheTimeoutAndSignIn_IsAFreshSession()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        app.Clock.Advance(TimeSpan.FromHours(2));

        await browser.SignInAsync("alice");

        (await browser.BodyAsync("/me")).ShouldBe("alice");
        app.Mixups.All.ShouldBeEmpty();
    }

    private static Task<TestApp> StartAsync(bool nearCache) =>
        TestApp.StartAsync(setup => setup.Options = options => options.NearCache.Enabled = nearCache);
}
