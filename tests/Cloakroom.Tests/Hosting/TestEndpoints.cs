using System.Security.Claims;
using System.Text;
using Cloakroom.Http;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom.Tests.Hosting;

/// <summary>The application under test: the same on the stock stack and on Cloakroom.</summary>
internal static class TestEndpoints
{
    public const string Nobody = "nobody";

    public static ClaimsPrincipal Principal(string subject, params Claim[] claims) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, subject), new Claim(ClaimTypes.Name, subject), .. claims], "test"));

    public static string WhoIs(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Nobody;

    public static void MapCommon(this IEndpointRouteBuilder app)
    {
        app.MapGet("/me", (HttpContext context) => WhoIs(context));
        app.MapPost("/me", (HttpContext context) => WhoIs(context));
        app.MapPost("/sign-in/{subject}", async (HttpContext context, string subject, bool? remember, string? tenant) =>
        {
            Claim[] claims = tenant is null ? [] : [new Claim("tenant", tenant)];
            await context.SignInAsync(Principal(subject, claims), new AuthenticationProperties { IsPersistent = remember is true });
            return "signed in";
        });
        app.MapPost("/sign-out", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return "signed out";
        });
        app.MapGet("/data/{key}", (HttpContext context, string key) => context.Session.GetString(key) ?? "-");
        app.MapPost("/data/{key}/{value}", (HttpContext context, string key, string value) =>
        {
            context.Session.Set(key, Encoding.UTF8.GetBytes(value));
            return "written";
        });
        app.MapGet("/session-id", (HttpContext context) => context.Session.Id);
    }

    public static void MapCloakroom(this IEndpointRouteBuilder app)
    {
        app.MapGet("/outcome", (HttpContext context) => context.Features.Get<ICloakroomFeature>()!.Outcome.ToString());
        app.MapGet("/id", (HttpContext context) => context.Features.Get<ICloakroomFeature>()!.Session?.Id ?? "-");
        app.MapPost("/rotate", async (HttpContext context, ISessionManager sessions) =>
        {
            await sessions.RotateAsync(context);
            return "rotated";
        });
        app.MapPost("/end-others", async (HttpContext context, ISessionManager sessions) =>
            (await sessions.EndOthersAsync(context)).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
