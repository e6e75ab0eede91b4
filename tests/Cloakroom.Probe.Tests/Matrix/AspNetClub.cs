using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Cloakroom.Replay.Caches;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>
/// The club in ASP.NET Core, with cookie authentication whose cookie is renewed with every response, also of scripts. Visitors are guests with a
/// cookie of their own, as in shops.
/// </summary>
internal sealed class AspNetClub : IClub
{
    private const string Guest = "guest";

    private readonly Dictionary<string, ClubMember> _members;
    private readonly WebApplication _app;
    private readonly ITimeLimitedDataProtector _tokens;

    private AspNetClub(IReadOnlyList<ClubMember> members)
    {
        _members = members.ToDictionary(member => member.User);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.SlidingExpiration = true;
            cookie.Events.OnValidatePrincipal = context =>
            {
                context.ShouldRenew = true;
                return Task.CompletedTask;
            };
        });
        _app = builder.Build();
        _tokens = _app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("form").ToTimeLimitedDataProtector();
        _app.Use(OverruleAsync);
        _app.UseAuthentication();
        _app.Use(WelcomeAsync);
        _app.MapGet("/", (HttpContext context) => Html(context, "no-store", Home()));
        _app.MapGet("/login", (HttpContext context) => Html(context, "no-store", $"""
            <form method="post" action="/login">{Token()}<input name="Input.Name"><input name="Input.Password" type="password"><button>Sign in</button></form>
            """));
        _app.MapPost("/login", (Delegate)SignInAsync);
        _app.MapPost("/logout", (Delegate)SignOutAsync);
        _app.MapGet("/account/me", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.Json(new { name = MemberOf(context)?.Name, email = MemberOf(context)?.Email });
        });
        _app.MapGet("/page/{slug}", (HttpContext context) => AnswerAsync(context, "text/html", PageOf(MemberOf(context))));
        _app.MapGet("/s/{slug}/member.js", (HttpContext context) =>
            AnswerAsync(context, "text/javascript", $"window.member = {ScriptOf(MemberOf(context))};\n"));
        _app.MapGet("/s/{slug}/club.js", (HttpContext context) => AnswerAsync(context, "text/javascript", "export const club = true;\n"));
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<AspNetClub> StartAsync(IReadOnlyList<ClubMember> members, CancellationToken cancellationToken)
    {
        var club = new AspNetClub(members);
        await club._app.StartAsync(cancellationToken);
        return club;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Cookie authentication says no-store whenever it renews its cookie. Sites that want their scripts cached overrule it, as this one does. What is
    // registered first is called last.
    private static Task OverruleAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            if (context.GetRouteValue("slug") is not string slug) return Task.CompletedTask;
            var (cacheControl, headers) = (CacheControl.Find(slug), context.Response.Headers);
            headers.Remove("Pragma");
            headers.Remove("Expires");
            headers.CacheControl = cacheControl.Value;
            if (cacheControl.HasLastModified) headers.LastModified = "Mon, 01 Jun 2026 00:00:00 GMT";
            return Task.CompletedTask;
        });
        return next(context);
    }

    // Before anything is written, so that scripts carry the cookie too.
    private static Task WelcomeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() => context.User.Identity!.IsAuthenticated || context.Request.Method != HttpMethods.Get
            ? Task.CompletedTask
            : context.SignInAsync(Principal(RandomNumberGenerator.GetHexString(16), Guest)));
        return next(context);
    }

    private async Task<IResult> SignInAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!IsOurs(form["__RequestVerificationToken"])) return Results.BadRequest();
        if (!_members.TryGetValue(form["Input.Name"].ToString(), out var member) || member.Password != form["Input.Password"]) return Results.Unauthorized();
        await context.SignInAsync(Principal(member.User, "member"));
        return Results.Redirect("/");
    }

    private async Task<IResult> SignOutAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!IsOurs(form["__RequestVerificationToken"])) return Results.BadRequest();
        await context.SignOutAsync();
        return Results.Redirect("/");
    }

    private static async Task AnswerAsync(HttpContext context, string type, string body)
    {
        await Task.Delay(IClub.Takes((string)context.GetRouteValue("slug")!), context.RequestAborted);
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static Task Html(HttpContext context, string cacheControl, string body)
    {
        context.Response.Headers.CacheControl = cacheControl;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync(Whole(body), context.RequestAborted);
    }

    private string Home()
    {
        var scripts = CacheControl.All.Select(value => $"""<script src="/s/{value.Slug}/club.js"></script><script src="/s/{value.Slug}/member.js"></script>""");
        var pages = CacheControl.All.Select(value => $"""<a href="/page/{value.Slug}">Your page</a>""");
        return $"""{string.Join('\n', scripts.Concat(pages))}<form method="post" action="/logout">{Token()}<button>Sign out</button></form>""";
    }

    private static string PageOf(ClubMember? member) =>
        Whole(member is null ? "<h1>Welcome</h1>" : $"<h1>Welcome, {member.Name}</h1><p>We write to {member.Email}.</p>");

    private static string ScriptOf(ClubMember? member) => member is null ? "null" : JsonSerializer.Serialize(new { member.Name, member.Email }, JsonSerializerOptions.Web);

    private static string Whole(string body) => $"""<!doctype html><html lang="en"><title>Club</title><body>{body}</body></html>""";

    // Protected, and kept nowhere: antiforgery's second half in a cookie would keep everybody out behind caches that take cookies off.
    private string Token() => $"""<input type="hidden" name="__RequestVerificationToken" value="{_tokens.Protect("form", TimeSpan.FromHours(1))}">""";

    private bool IsOurs(string? token)
    {
        try
        {
            return token is not null && _tokens.Unprotect(token) == "form";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ClubMember? MemberOf(HttpContext context) =>
        context.User.HasClaim(ClaimTypes.Role, "member") ? _members.GetValueOrDefault(context.User.FindFirstValue(ClaimTypes.NameIdentifier)!) : null;

    private static ClaimsPrincipal Principal(string id, string role) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Role, role)], CookieAuthenticationDefaults.AuthenticationScheme));
}
