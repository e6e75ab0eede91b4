using System.Net;
using System.Security.Claims;
using Cloakroom.Control;
using Cloakroom.Http;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Attacks;

/// <summary>What other middlewares and services do to sessions.</summary>
public sealed class MiddlewareTests
{
    [Fact]
    public async Task SignIn_CookiePolicyWithoutConsent_StillGetsBothHalvesAsTheyAre()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Before = web => web.UseCookiePolicy(new CookiePolicyOptions
        {
            CheckConsentNeeded = _ => true,
            OnAppendCookie = cookie => cookie.CookieOptions.Domain = "example.com",
        }));

        var alice = await app.Browse().SignInAsync("alice");

        alice.HasSession.ShouldBeTrue();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        var answer = await alice.PostAsync("/sign-in/alice");
        answer.SetCookies.ShouldAllBe(cookie => !cookie.Contains("domain"));
    }

    [Fact]
    public async Task Authenticate_ContextDerivedFromTheRequests_IsTheRequestsOwnAndNoMixup()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapGet("/batch", async (HttpContext context) =>
        {
            // As OData does for each part of a batch.
            var part = new DefaultHttpContext(new FeatureCollection(context.Features)) { RequestServices = context.RequestServices };
            var result = await part.AuthenticateAsync();
            return result.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) ?? "-";
        }));
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.GetAsync("/batch");

        answer.Body.ShouldBe("alice");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authenticate_DefaultSchemeDependsOnTheRequest_IsAskedEachTime()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Services = services => services.AddHttpContextAccessor().AddSingleton<IAuthenticationSchemeProvider, SchemesByPath>();
            setup.Then = web => web.MapGet("/machines/me", (HttpContext context) => TestEndpoints.WhoIs(context));
        });
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.BodyAsync("/me")).ShouldBe("alice");

        (await alice.BodyAsync("/machines/me")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task Validate_AnswersWithAnotherSubject_EndsTheSession()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Services = services => services.AddSingleton<IPrincipalValidator, Swapper>());
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await alice.BodyAsync("/outcome")).ShouldBe("Revoked");
    }

    [Fact]
    public async Task Validate_StillUnderWayWhenTheUserIsAskedFor_IsWaitedFor()
    {
        var gate = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(setup => setup.Services = services => services.AddSingleton<IPrincipalValidator>(new Refuser(gate.Task)));
        var alice = await app.Browse().SignInAsync("alice");

        var answer = alice.GetAsync("/me");
        await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken));
        gate.SetResult();

        (await answer).Body.ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task Rotate_AnonymousSessionWithAPrincipal_SaysToSignInInstead()
    {
        Exception? thrown = null;
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/rotate-nameless", async (HttpContext context, ISessionManager sessions) =>
        {
            thrown = await Record.ExceptionAsync(() => sessions.RotateAsync(
                context, new ClaimsPrincipal(new ClaimsIdentity("test")), cancellationToken: TestContext.Current.CancellationToken));
        }));
        var visitor = app.Browse();
        await visitor.PostAsync("/data/cart/full");

        await visitor.PostAsync("/rotate-nameless");

        thrown.ShouldBeOfType<InvalidOperationException>();
        (await visitor.BodyAsync("/data/cart")).ShouldBe("full");
    }

    [Fact]
    public async Task Request_ForeignBindingObservedAfterItWroteData_GoesOnBeingReported()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options =>
            (options.Rules.ForeignBinding, options.Policies.Quarantine.Mode) = (RuleMode.Observe, PolicyMode.Off));
        var alice = await app.Browse().SignInAsync("alice");
        var bob = (await app.Browse().SignInAsync("bob")).Copy(alice, Browser.Token);
        (await bob.PostAsync("/data/key/value")).Status.ShouldBe(HttpStatusCode.OK);
        app.Mixups.Of(MixupKind.ForeignBinding).Count.ShouldBe(1);

        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.Get<ControlFeed>().ConfirmAsync(TestContext.Current.CancellationToken);
        await bob.GetAsync("/me");

        app.Mixups.Of(MixupKind.ForeignBinding).Count.ShouldBe(2);
    }

    private sealed class SchemesByPath(IOptions<AuthenticationOptions> options, IHttpContextAccessor accessor) : AuthenticationSchemeProvider(options)
    {
        public override Task<AuthenticationScheme?> GetDefaultAuthenticateSchemeAsync() =>
            accessor.HttpContext?.Request.Path.StartsWithSegments("/machines") is true
                ? Task.FromResult<AuthenticationScheme?>(null)
                : base.GetDefaultAuthenticateSchemeAsync();
    }

    private sealed class Refuser(Task gate) : IPrincipalValidator
    {
        public bool IsDue(OpenSession session, DateTimeOffset now) => true;

        public async Task<ClaimsPrincipal?> ValidateAsync(HttpContext context, OpenSession session)
        {
            await gate;
            return null;
        }
    }

    private sealed class Swapper : IPrincipalValidator
    {
        public bool IsDue(OpenSession session, DateTimeOffset now) => session.Subject == "alice";

        public Task<ClaimsPrincipal?> ValidateAsync(HttpContext context, OpenSession session) => Task.FromResult<ClaimsPrincipal?>(TestEndpoints.Principal("bob"));
    }
}
