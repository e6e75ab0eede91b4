using System.Net;
using Cloakroom.Console.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Console.Tests.Mounting;

/// <summary>Who may use the console is said before anything is served, or nothing is.</summary>
public sealed class MountTests
{
    public static TheoryData<string> Open => ["no policy", "signed in", "anonymous", "fallback", "group"];

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
            default:
                app.MapCloakroomConsole("/cloakroom");
                break;
        }
    }
}
