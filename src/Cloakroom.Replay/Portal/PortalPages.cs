using System.Collections.Frozen;
using System.Security.Claims;
using Cloakroom.Replay.Harness;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom.Replay.Portal;

/// <summary>The application's pages. They know nothing of sides, faults or markers; a member's data is simply on their pages.</summary>
internal static class PortalPages
{
    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => Html("Welcome"));
        app.MapGet("/about", () => Html("About"));
        app.MapGet("/whoami", (HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody");
        app.MapPost("/signin", SignInAsync);
        app.MapPost("/signout", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return Results.NoContent();
        });
        app.MapGet("/dashboard", DashboardAsync).RequireAuthorization();
        app.MapGet("/report", ReportAsync).RequireAuthorization();
        app.MapGet("/forms/{form}", ShowForm).RequireAuthorization();
        app.MapPost("/export", ExportBackground.Start).RequireAuthorization();
    }

    internal static ClaimsPrincipal PrincipalOf(Member member, params Claim[] more) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, member.Id), new Claim(ClaimTypes.Name, member.Name), .. more], "form"));

    // No password: who may sign in is not what is tested here.
    private static async Task<IResult> SignInAsync(SignInForm form, HttpContext context, FrozenDictionary<string, Member> members)
    {
        if (!members.TryGetValue(form.User, out var member)) return Results.Unauthorized();
        await context.SignInAsync(PrincipalOf(member));
        return Results.NoContent();
    }

    private static async Task<IResult> DashboardAsync(ClaimsPrincipal user, FrozenDictionary<string, Member> members, PortalOptions options)
    {
        if (options.PageTime > TimeSpan.Zero) await Task.Delay(options.PageTime);
        return PersonalPage(user, members, "Dashboard");
    }

    private static async Task<IResult> ReportAsync(ClaimsPrincipal user, FrozenDictionary<string, Member> members, PortalOptions options)
    {
        await options.Reports.MakeAsync(user.FindFirstValue(ClaimTypes.NameIdentifier)!);
        return PersonalPage(user, members, "Report");
    }

    // Remembers on whose behalf the user acts, as a public portal does. It says nothing of caching, as most applications do.
    private static IResult ShowForm(string form, HttpContext context, FrozenDictionary<string, Member> members)
    {
        context.Response.Cookies.Append("reportee", context.User.FindFirstValue(ClaimTypes.NameIdentifier)!, new CookieOptions { HttpOnly = true, Secure = true });
        return PersonalPage(context.User, members, $"Form {form}");
    }

    private static IResult PersonalPage(ClaimsPrincipal user, FrozenDictionary<string, Member> members, string title)
    {
        var member = members[user.FindFirstValue(ClaimTypes.NameIdentifier)!];
        return Html($"{title} of {user.Identity!.Name} ({member.Id}): {member.Secret}");
    }

    private static IResult Html(string text) => Results.Content($"<!doctype html><title>Portal</title><p>{text}</p>", "text/html");

    private sealed record SignInForm(string User);
}
