using System.Net;
using System.Text;
using System.Web;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Identity;

/// <summary>Cloakroom as the sign-in scheme of an external provider (OAuth 2.0 code flow against a fake one).</summary>
public sealed class ExternalSignInTests
{
    [Fact]
    public async Task OAuth_SignInSchemeIsCloakroom_SignsInUnderItsPair()
    {
        await using var app = await StartAsync();
        var browser = app.Browse();

        var challenge = await browser.GetAsync("/external");
        challenge.Status.ShouldBe(HttpStatusCode.Redirect);
        challenge.CacheControl!.ShouldContain("no-store");
        var state = HttpUtility.ParseQueryString(new Uri(challenge.Header("Location")!).Query)["state"]!;
        var answer = await browser.GetAsync($"/signin-fake?code=for-alice&state={Uri.EscapeDataString(state)}");

        answer.Status.ShouldBe(HttpStatusCode.Redirect, answer.Body);
        answer.Header("Location").ShouldBe("/me");
        answer.CacheControl!.ShouldContain("no-store");
        browser.HasSession.ShouldBeTrue();
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task OAuth_StateOfAnotherBrowser_SignsNobodyIn()
    {
        await using var app = await StartAsync();
        var attacker = app.Browse();
        var state = HttpUtility.ParseQueryString(new Uri((await attacker.GetAsync("/external")).Header("Location")!).Query)["state"]!;
        var victim = app.Browse();

        await Should.ThrowAsync<AuthenticationFailureException>(() => victim.GetAsync($"/signin-fake?code=for-mallory&state={Uri.EscapeDataString(state)}"));

        victim.HasSession.ShouldBeFalse();
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(setup =>
    {
        setup.Services = services => services.AddAuthentication().AddOAuth("Fake", options =>
        {
            options.SignInScheme = CloakroomDefaults.AuthenticationScheme;
            options.ClientId = "client";
            options.ClientSecret = "secret";
            options.AuthorizationEndpoint = "https://idp.example/authorize";
            options.TokenEndpoint = "https://idp.example/token";
            options.CallbackPath = "/signin-fake";
            options.BackchannelHttpHandler = new FakeProvider();
            options.Events = new OAuthEvents
            {
                OnCreatingTicket = context =>
                {
                    context.Identity!.AddClaim(new System.Security.Claims.Claim("sub", context.AccessToken!));
                    context.Identity.AddClaim(new System.Security.Claims.Claim(System.Security.Claims.ClaimTypes.NameIdentifier, context.AccessToken!));
                    return Task.CompletedTask;
                },
            };
        });
        setup.Then = web => web.MapGet("/external", (HttpContext context) =>
            context.ChallengeAsync("Fake", new AuthenticationProperties { RedirectUri = "/me" }));
    });

    /// <summary>Exchanges the code <c>for-NAME</c> for the access token <c>NAME</c>.</summary>
    private sealed class FakeProvider : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent($$"""{"access_token":"{{form["code"]!["for-".Length..]}}","token_type":"Bearer"}""", Encoding.UTF8, "application/json"),
            };
        }
    }
}
