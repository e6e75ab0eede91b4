using System.Net;
using Cloakroom.Http;
using Cloakroom.Identity;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Identity;

/// <summary>Cloakroom as the application scheme of ASP.NET Core Identity.</summary>
public sealed class IdentityTests
{
    private const string Password = "Correct-Horse-1";

    [Theory]
    [InlineData("AddIdentity")]
    [InlineData("AddIdentity first")]
    [InlineData("AddIdentityCore")]
    [InlineData("AddIdentityApiEndpoints")]
    public async Task PasswordSignIn_EachRegistration_IsACloakroomSession(string registration)
    {
        await using var app = await StartAsync(registration);
        var browser = app.Browse();

        (await browser.PostAsync("/login/alice?password=wrong")).Body.ShouldBe("Failed");
        browser.Cookies.ShouldBeEmpty();
        var answer = await browser.PostAsync($"/login/alice?password={Password}");

        answer.Body.ShouldBe("Succeeded");
        browser.Cookies.Keys.Order().ShouldBe([Browser.Token, Browser.Binding]);
        (await browser.BodyAsync("/name")).ShouldBe("alice");
        (await browser.PostAsync("/logout")).Status.ShouldBe(HttpStatusCode.OK);
        browser.Cookies.ShouldBeEmpty();
        (await browser.BodyAsync("/name")).ShouldBe("-");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task PasswordSignIn_Stock_CopyOfTheCookieOutlivesSignOut()
    {
        await using var app = await StartAsync("stock");
        var browser = app.Browse();
        await browser.PostAsync($"/login/alice?password={Password}");
        var copy = app.Browse().Copy(browser);

        await browser.PostAsync("/logout");

        (await copy.BodyAsync("/name")).ShouldBe("alice");
    }

    [Fact]
    public async Task SignOut_CopyOfTheCookies_IsRevoked()
    {
        await using var app = await StartAsync("AddIdentity");
        var browser = app.Browse();
        await browser.PostAsync($"/login/alice?password={Password}");
        var copy = app.Browse().Copy(browser);

        await browser.PostAsync("/logout");

        (await copy.BodyAsync("/name")).ShouldBe("-");
        (await copy.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    [Fact]
    public async Task MapIdentityApi_LoginWithCookies_IsACloakroomSession()
    {
        await using var app = await StartAsync("AddIdentityApiEndpoints");
        var browser = app.Browse();

        var answer = await browser.PostAsync("/api/login?useCookies=true", $$"""{"email":"alice","password":"{{Password}}"}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        (await browser.BodyAsync("/name")).ShouldBe("alice");
        browser.HasSession.ShouldBeTrue();
    }

    [Fact]
    public async Task SecurityStampChange_OtherSessions_EndAtTheValidationInterval()
    {
        await using var app = await StartAsync("AddIdentity");
        var (changing, other) = (app.Browse(), app.Browse());
        await changing.PostAsync($"/login/alice?password={Password}");
        await other.PostAsync($"/login/alice?password={Password}");

        // Changes the password, and refreshes the session that did it.
        (await changing.PostAsync("/new-password")).Body.ShouldBe("Succeeded");
        (await other.BodyAsync("/name")).ShouldBe("alice");
        app.Clock.Advance(TimeSpan.FromMinutes(5.1));

        var answer = await other.GetAsync("/name");
        answer.Body.ShouldBe("-");
        other.Cookies.ShouldBeEmpty();
        (await changing.BodyAsync("/name")).ShouldBe("alice");
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecurityStampValidation_SlowUserDatabase_NobodyIsServedBeforeItHasAnswered()
    {
        await using var app = await StartAsync("AddIdentity");
        var (changing, other) = (app.Browse(), app.Browse());
        await changing.PostAsync($"/login/alice?password={Password}");
        await other.PostAsync($"/login/alice?password={Password}");
        await changing.PostAsync("/new-password");
        app.Clock.Advance(TimeSpan.FromMinutes(5.1));
        var users = app.Get<InMemoryUserStore>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        users.Gate = gate.Task;
        var before = users.Lookups;

        var request = other.GetAsync("/name");
        await Eventually.TrueAsync(() => users.Lookups > before);
        await Task.WhenAny(request, Task.Delay(100, TestContext.Current.CancellationToken));
        request.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await request).Body.ShouldBe("-");
    }

    [Fact]
    public async Task SecurityStampUnchanged_PastTheInterval_SessionGoesOnWithoutACookieAndWithFreshClaims()
    {
        // The canary writes as well when time passes.
        await using var app = await StartAsync("AddIdentity", options: options => options.Canary.Enabled = false);
        var browser = app.Browse();
        await browser.PostAsync($"/login/alice?password={Password}");
        app.Clock.Advance(TimeSpan.FromMinutes(5.1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Browse().Copy(browser).GetAsync("/name")));

        answers.ShouldAllBe(answer => answer.Body == "alice" && answer.SetCookies.Count == 0);
        var writes = app.Store.Calls(Stores.StoreMethods.Write);
        (await browser.BodyAsync("/name")).ShouldBe("alice");
        app.Store.Calls(Stores.StoreMethods.Write).ShouldBe(writes);
    }

    [Fact]
    public async Task SecurityStampValidation_UserDatabaseDown_Is503AndNeverTheUnvalidatedUser()
    {
        await using var app = await StartAsync("AddIdentity", web => web.Use(async (context, next) =>
        {
            // An application that swallows what authentication throws must not end up with the unvalidated user.
            try
            {
                await next(context);
            }
            catch (CloakroomException)
            {
                await context.Response.WriteAsync("swallowed " + (context.Features.Get<ICloakroomFeature>()!.Session?.Subject ?? "nobody"));
            }
        }));
        var browser = app.Browse();
        await browser.PostAsync($"/login/alice?password={Password}");
        app.Clock.Advance(TimeSpan.FromMinutes(5.1));
        app.Get<InMemoryUserStore>().IsDown = true;

        var answer = await browser.GetAsync("/name");

        answer.ShouldBeUnavailable();
        answer.Body.ShouldNotContain("alice");
        app.Get<InMemoryUserStore>().IsDown = false;
        (await browser.BodyAsync("/name")).ShouldBe("alice");
    }

    [Fact]
    public async Task RefreshSignIn_NewClaims_OldPairIsRevoked()
    {
        await using var app = await StartAsync("AddIdentity");
        var browser = app.Browse();
        await browser.PostAsync($"/login/alice?password={Password}");
        var copy = app.Browse().Copy(browser);

        await browser.PostAsync("/refresh");

        (await browser.BodyAsync("/name")).ShouldBe("alice");
        (await copy.BodyAsync("/name")).ShouldBe("-");
    }

    private static async Task<TestApp> StartAsync(string registration, Action<WebApplication>? before = null, Action<CloakroomOptions>? options = null)
    {
        var app = await TestApp.StartAsync(setup =>
        {
            setup.Stock = registration == "stock";
            setup.Options = options;
            setup.Services = services =>
            {
                services.AddSingleton<InMemoryUserStore>();
                services.AddSingleton<IUserStore<IdentityUser>>(provider => provider.GetRequiredService<InMemoryUserStore>());
                services.Configure<SecurityStampValidatorOptions>(stamps => stamps.ValidationInterval = TimeSpan.FromMinutes(5));
                if (registration == "AddIdentity first")
                    services.AddSingleton<IRoleStore<IdentityRole>, NoRoles>();
                switch (registration)
                {
                    case "AddIdentityCore":
                        services.AddIdentityCore<IdentityUser>().AddSignInManager();
                        break;
                    case "AddIdentityApiEndpoints":
                        services.AddIdentityApiEndpoints<IdentityUser>();
                        break;
                    default:
                        services.AddSingleton<IRoleStore<IdentityRole>, NoRoles>();
                        services.AddIdentity<IdentityUser, IdentityRole>();
                        break;
                }

                if (registration is "AddIdentity first")
                    services.AddCloakroom().ForIdentity();
            };
            if (registration is not "stock" and not "AddIdentity first")
                setup.Cloakroom = cloakroom => cloakroom.ForIdentity();
            setup.Before = before;
            setup.Then = web => Map(web, registration);
        });
        using var scope = app.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        (await users.CreateAsync(new IdentityUser("alice") { Email = "alice@example.org" }, Password)).Succeeded.ShouldBeTrue();
        return app;
    }

    private static void Map(WebApplication web, string registration)
    {
        web.MapPost("/login/{name}", async (SignInManager<IdentityUser> signIn, string name, string password) =>
        {
            signIn.AuthenticationScheme = IdentityConstants.ApplicationScheme;
            return (await signIn.PasswordSignInAsync(name, password, isPersistent: false, lockoutOnFailure: false)).ToString();
        });
        web.MapPost("/logout", (SignInManager<IdentityUser> signIn) => signIn.SignOutAsync());
        web.MapGet("/name", (HttpContext context) => context.User.Identity?.Name ?? "-");
        web.MapPost("/refresh", async (HttpContext context, SignInManager<IdentityUser> signIn) =>
            await signIn.RefreshSignInAsync((await signIn.UserManager.GetUserAsync(context.User))!));
        web.MapPost("/new-password", async (HttpContext context, SignInManager<IdentityUser> signIn) =>
        {
            var user = (await signIn.UserManager.GetUserAsync(context.User))!;
            var result = await signIn.UserManager.ChangePasswordAsync(user, Password, Password + "2");
            await signIn.RefreshSignInAsync(user);
            return result.ToString();
        });
        if (registration == "AddIdentityApiEndpoints")
            web.MapGroup("/api").MapIdentityApi<IdentityUser>();
    }

    private sealed class NoRoles : IRoleStore<IdentityRole>
    {
        public Task<IdentityResult> CreateAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IdentityResult> UpdateAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IdentityResult> DeleteAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> GetRoleIdAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> GetRoleNameAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SetRoleNameAsync(IdentityRole role, string? roleName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> GetNormalizedRoleNameAsync(IdentityRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SetNormalizedRoleNameAsync(IdentityRole role, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IdentityRole?> FindByIdAsync(string roleId, CancellationToken cancellationToken) => Task.FromResult<IdentityRole?>(null);

        public Task<IdentityRole?> FindByNameAsync(string normalizedRoleName, CancellationToken cancellationToken) => Task.FromResult<IdentityRole?>(null);

        public void Dispose()
        {
        }
    }
}
