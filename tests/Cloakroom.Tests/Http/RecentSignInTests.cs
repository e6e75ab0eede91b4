using System.Net;
using Cloakroom.Http;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Http;

/// <summary>Step-up (OWASP ASVS 5.0 7.5.1, 7.5.3), and what else rotation may change.</summary>
public sealed class RecentSignInTests
{
    [Fact]
    public async Task RequireRecentSignIn_LongAfterSignIn_IsForbiddenUntilReauthenticated()
    {
        await using var app = await StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        (await browser.PostAsync("/delete")).Status.ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromMinutes(5.1));

        (await browser.PostAsync("/delete")).Status.ShouldNotBe(HttpStatusCode.OK);
        (await browser.PostAsync("/rotate")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.PostAsync("/delete")).Status.ShouldNotBe(HttpStatusCode.OK);
        (await browser.PostAsync("/reauthenticated")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.PostAsync("/delete")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Rotate_ToAnotherTenant_EndsWithThatTenantAndNotWithTheOld()
    {
        await using var app = await StartAsync();
        var browser = app.Browse();
        await browser.PostAsync("/sign-in/alice?tenant=north");
        await app.Control.RevokeTenantAsync("south", "test", "an epoch that is not zero", TestContext.Current.CancellationToken);

        (await browser.PostAsync("/move/south")).Status.ShouldBe(HttpStatusCode.OK);

        (await browser.BodyAsync("/me")).ShouldBe("alice");
        await app.Control.RevokeTenantAsync("north", "test", "left behind", TestContext.Current.CancellationToken);
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        await app.Control.RevokeTenantAsync("south", "test", "the new one", TestContext.Current.CancellationToken);
        (await browser.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(setup =>
    {
        setup.Options = options => options.TenantClaimType = "tenant";
        setup.Then = web =>
        {
            web.MapPost("/delete", () => "deleted").RequireAuthorization(policy => policy.RequireRecentSignIn(TimeSpan.FromMinutes(5)));
            web.MapPost("/reauthenticated", (HttpContext context, ISessionManager sessions) => sessions.RotateAsync(context, reauthenticated: true));
            web.MapPost("/move/{tenant}", (HttpContext context, string tenant, ISessionManager sessions) =>
                sessions.RotateAsync(context, TestEndpoints.Principal("alice", new System.Security.Claims.Claim("tenant", tenant))));
        };
    });
}
