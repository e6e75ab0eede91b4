using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Claims;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Verify;

/// <summary>What is wrong with a shop that has no Cloakroom.</summary>
internal enum ShopFault
{
    /// <summary>Nothing but what every stock application has: a session opens for whoever has its cookie.</summary>
    None,

    /// <summary>A cache in front keeps the page that says who one is.</summary>
    CachedPage,

    /// <summary>The session store hands everybody the same session.</summary>
    ConstantSession,

    /// <summary>A cache in front replays Set-Cookie of the login.</summary>
    ReplayedCookie,
}

/// <summary>A site with a login form that has a CSRF token.</summary>
internal static class Shop
{
    /// <summary>An application that uses the library, on the store of that file.</summary>
    public static async Task<WebApplication> StartWithLibraryAsync(string store)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development, ApplicationName = "Shop", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddCloakroom(options => options.Cookies.AllowHttpOnLocalhost = true).AddSqliteStore(options =>
        {
            options.Path = store;
            options.Synchronous = SqliteSynchronous.Normal;
        });
        var app = builder.Build();
        app.UseCloakroom();
        app.MapGet("/login", LoginPage);
        app.MapPost("/login", async (HttpContext context) =>
        {
            if (await ReadUserAsync(context) is not { } user) return Results.BadRequest();
            await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "form")));
            return Results.Redirect("/me");
        });
        app.MapGet("/me", (HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } user ? Results.Text(Greeting(user)) : Results.Unauthorized());
        app.MapPost("/buy", () => "bought");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>One that has its sessions in a dictionary, as any other stack.</summary>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="codes">Takes a user's one-time password, once; null when none is asked for.</param>
    public static Task<TestUpstream> StartStockAsync(ShopFault fault, Func<string, string, bool>? codes = null)
    {
        var sessions = new ConcurrentDictionary<string, string>();
        string? cachedPage = null;
        string? replayed = null;
        return TestUpstream.StartAsync(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/login" when HttpMethods.IsGet(context.Request.Method):
                    await LoginPage(context).ExecuteAsync(context);
                    break;
                case "/login" when await ReadUserAsync(context) is { } user && codes?.Invoke(user, context.Request.Form["code"].ToString()) is not false:
                    var id = fault == ShopFault.ConstantSession ? "session-of-everybody" : Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
                    sessions[id] = user;
                    var cookie = $"sid={id}; Path=/; HttpOnly";
                    context.Response.Headers.SetCookie = fault == ShopFault.ReplayedCookie ? replayed ??= cookie : cookie;
                    context.Response.Redirect("/me");
                    break;
                case "/me":
                    var name = context.Request.Cookies["sid"] is { } sid && sessions.TryGetValue(sid, out var owner) ? owner : null;
                    var page = fault == ShopFault.CachedPage && name is not null ? cachedPage ??= Greeting(name) : name is null ? cachedPage : Greeting(name);
                    if (page is null) context.Response.StatusCode = 401;
                    else if (cachedPage is not null) context.Response.Headers.Age = "12";
                    await context.Response.WriteAsync(page ?? "");
                    break;
                default:
                    context.Response.StatusCode = 404;
                    break;
            }
        });
    }

    public static Task<EdgeServer> StartEdgeAsync(TestUpstream shop, string directory)
    {
        var options = new EdgeOptions { Listen = { "http://127.0.0.1:0" }, Upstreams = { new UpstreamOptions { Url = shop.Url } }, Cookies = { new GuardedCookieOptions { Name = "sid" } } };
        options.Admin.Listen = "";
        options.Store.Directory = directory;
        options.Routes.SignIn.Add("/login");
        return EdgeServer.StartAsync(options, builder => builder.Logging.ClearProviders(), TestContext.Current.CancellationToken);
    }

    private static string Greeting(string user) => string.Create(CultureInfo.InvariantCulture, $"Signed in as {user}.");

    private static IResult LoginPage(HttpContext context)
    {
        var token = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)) + "&";
        context.Response.Cookies.Append("csrf", Uri.EscapeDataString(token));
        return Results.Text($"""<form method="post"><input type="hidden" name="csrf" value="{WebUtility.HtmlEncode(token)}"><input name="user"><input name="password" type="password"></form>""", "text/html");
    }

    private static async Task<string?> ReadUserAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var isWanted = Uri.UnescapeDataString(context.Request.Cookies["csrf"] ?? "-") == form["csrf"] && form["password"] == $"secret of {form["user"]}";
        return isWanted ? (string?)form["user"] : null;
    }
}
