using System.Security.Claims;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Attacks;

/// <summary>An application that signs several people in with one object, which it changes in between: what was sealed counts.</summary>
public sealed class SharedObjectTests
{
    [Fact]
    public async Task SignIn_IdentityObjectUsedAgainForSomebodyElse_EverybodyStaysThemselves()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = MapSignInWithSharedObjects);
        var alice = app.Browse();
        var bob = app.Browse();

        await alice.PostAsync("/shared/alice");
        await bob.PostAsync("/shared/bob");

        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await bob.BodyAsync("/me")).ShouldBe("bob");
    }

    [Fact]
    public async Task SignIn_PropertiesObjectUsedAgainForSomebodyElse_NobodyReadsTheOthersTokens()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = MapSignInWithSharedObjects);
        var alice = app.Browse();
        var bob = app.Browse();

        await alice.PostAsync("/shared/alice");
        await bob.PostAsync("/shared/bob");

        (await alice.BodyAsync("/token")).ShouldBe("token of alice");
        (await bob.BodyAsync("/token")).ShouldBe("token of bob");
    }

    private static void MapSignInWithSharedObjects(WebApplication web)
    {
        var identity = new ClaimsIdentity("test");
        var properties = new AuthenticationProperties();
        web.MapPost("/shared/{subject}", async (HttpContext context, string subject) =>
        {
            foreach (var claim in identity.Claims.ToArray())
                identity.RemoveClaim(claim);
            identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, subject));
            properties.StoreTokens([new AuthenticationToken { Name = "access_token", Value = "token of " + subject }]);
            await context.SignInAsync(new ClaimsPrincipal(identity), properties);
        });
        web.MapGet("/token", async (HttpContext context) => await context.GetTokenAsync("access_token") ?? "-");
    }
}
