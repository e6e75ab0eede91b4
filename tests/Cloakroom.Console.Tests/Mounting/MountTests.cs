using System.Net;
using Cloakroom.Console.Tests.Hosting;
using Cloakroom.Control;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Console.Tests.Mounting;

/// <summary>Who may use the console is said before anything is served, or nothing is.</summary>
public sealed class MountTests
{
    public static TheoryData<string> Open => ["no policy", "signed in", "anonymous", "fallback", "group", "open group behind a builder of its own"];

    [Theory]
    [MemberData(nameof(Open))]
    public async Task Start_WithoutAPolicyThatChooses_IsRefusedWithTheRemedy(string how)
    {
        var error = await Should.ThrowAsync<CloakroomException>(() => ConsoleApp.StartAsync(setup =>
        {
            setup.Mount = app => Mount(app, how);
            if (how == "fallback")
                setup.Services = services => services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        }));

        error.Code.ShouldBe(CloakroomErrorCode.Misconfigured);
        error.Message.ShouldContain("RequireAuthorization(policy => policy.RequireRole(\"operators\"))");
    }

    [Theory]
    [InlineData("/{tenant}/console")]
    [InlineData("/console/{**rest}")]
    public async Task Map_AtAPathWithParameters_IsRefused(string pattern) =>
        (await Should.ThrowAsync<ArgumentException>(() => ConsoleApp.StartAsync(setup => setup.Mount = app => app.MapCloakroomConsole(pattern)))).Message.ShouldContain("fixed path");

    [Fact]
    public async Task Get_ByAnybodyElse_ShowsNothing()
    {
        await using var app = await ConsoleApp.StartAsync();
        var nobody = await app.Browse().GetAsync("/cloakroom");
        var user = await (await app.Browse().SignInAsync("ulf")).GetAsync("/cloakroom");

        nobody.Status.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Found);
        nobody.Body.ShouldNotContain("Cloakroom</title>");
        user.Status.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Found);
        user.Body.ShouldNotContain("Cloakroom</title>");
        foreach (var path in new[] { "/cloakroom/control", "/cloakroom?live=1", "/cloakroom/confirm/end-all", "/cloakroom/incidents/x/pairs.csv", "/cloakroom/sessions?q=ulf" })
            (await app.Browse().GetAsync(path)).Status.ShouldNotBe(HttpStatusCode.OK, path);
        (await app.Browse().PostAsync("/cloakroom/confirm/end-all", "reason=x")).Status.ShouldNotBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Get_WhereNothingAuthorizes_ShowsNothing()
    {
        await using var app = await ConsoleApp.StartAsync(setup =>
        {
            setup.Services = services => services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true);
            // In front of the middleware that authorizes, which sees nothing to authorize.
            setup.Mount = web => web.UseRouting().UseEndpoints(endpoints => endpoints.MapCloakroomConsole("/console").RequireAuthorization(policy => policy.RequireRole("operators")));
        });

        var page = await app.Browse().GetAsync("/console");

        page.Status.ShouldNotBe(HttpStatusCode.OK);
        page.Body.ShouldNotContain("Cloakroom");
    }

    [Fact]
    public async Task Get_ClosedAndRefusedByPolicy_ServesNoSessionToTheErrorPage()
    {
        await using var app = await ConsoleApp.StartAsync(setup =>
        {
            // A refusal without a body, which the application makes a page of its own of.
            setup.Services = services => services.AddSingleton<IAuthorizationMiddlewareResultHandler, EmptyRefusal>();
            setup.Mount = web =>
            {
                web.UseStatusCodePagesWithReExecute("/oops");
                web.UseAuthentication();
                web.UseAuthorization();
                web.MapGet("/oops", (HttpContext context) => $"sorry, {context.User.Identity?.Name}");
                web.MapCloakroomConsole("/cloakroom").RequireAuthorization(policy => policy.RequireRole("operators"));
            };
        });
        var user = await app.Browse().SignInAsync("ulf");
        await app.Get<ICloakroomControl>().SetModeAsync(CloakroomMode.Closed, "test", "closed", TestContext.Current.CancellationToken);

        var refused = await user.GetAsync("/cloakroom");

        refused.Body.ShouldNotContain("ulf");
        refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Get_MountedWithinAGroup_LinksToItself(string trailing)
    {
        await using var app = await ConsoleApp.StartAsync(setup => setup.Mount = web =>
            web.MapGroup("/{tenant}/admin").RequireAuthorization(policy => policy.RequireRole("operators")).MapCloakroomConsole("/console" + trailing));
        var page = await (await app.OperatorAsync()).GetAsync("/acme/admin/console");

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldContain("href=\"/acme/admin/console/incidents\"");
        page.Body.ShouldContain("href=\"/acme/admin/console/assets/console.");
    }

    [Fact]
    public async Task Get_MountedAtTheRootOfTheSite_LinksToItself()
    {
        await using var app = await ConsoleApp.StartAsync(setup => setup.Mount = web => web.MapCloakroomConsole("/").RequireAuthorization(policy => policy.RequireRole("operators")));
        var page = await (await app.OperatorAsync()).GetAsync("/");

        page.Body.ShouldContain("href=\"/incidents\"");
        page.Body.ShouldContain("<a href=\"/\">Cloakroom</a>");
    }

    [Fact]
    public void PublicApi_BesidesComponents_IsTheMapping() =>
        typeof(CloakroomConsoleEndpointRouteBuilderExtensions).Assembly.GetExportedTypes()
            .Where(type => !type.IsAssignableTo(typeof(Microsoft.AspNetCore.Components.IComponent)) && type.Name != "_Imports")
            .ShouldBe([typeof(CloakroomConsoleEndpointRouteBuilderExtensions)]);

    private static void Mount(WebApplication app, string how)
    {
        switch (how)
        {
            case "signed in":
                app.MapCloakroomConsole("/cloakroom").RequireAuthorization();
                break;
            case "anonymous":
                app.MapCloakroomConsole("/cloakroom").RequireAuthorization(policy => policy.RequireRole("operators")).AllowAnonymous();
                break;
            case "group":
                app.MapGroup("/admin").MapCloakroomConsole("/cloakroom");
                break;
            case "open group behind a builder of its own":
                // As libraries that version APIs do: not a RouteGroupBuilder, though there is one behind it.
                var group = app.MapGroup("/admin");
                group.AllowAnonymous();
                new WrappedBuilder(group).MapCloakroomConsole("/console").RequireAuthorization(policy => policy.RequireRole("operators"));
                break;
            default:
                app.MapCloakroomConsole("/cloakroom");
                break;
        }
    }

    private sealed class WrappedBuilder(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder inner) : Microsoft.AspNetCore.Routing.IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => inner.ServiceProvider;

        public ICollection<Microsoft.AspNetCore.Routing.EndpointDataSource> DataSources => inner.DataSources;

        public IApplicationBuilder CreateApplicationBuilder() => inner.CreateApplicationBuilder();
    }

    private sealed class EmptyRefusal : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, Microsoft.AspNetCore.Authorization.Policy.PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }
    }
}
