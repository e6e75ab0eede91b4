using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Bench.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Edge;

/// <summary>The application behind the proxies: sessions in memory, and pages that only those who are signed in get.</summary>
/// <remarks>So a proxy that loses a session shows as errors, not as speed.</remarks>
internal static class OriginApplication
{
    public const string CookieName = "sid";
    private const int IdLength = 32;

    private static readonly ConcurrentDictionary<string, byte[]> Names = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> NameOf = Names.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly byte[] Small = Body(1_000);
    private static readonly byte[] Large = Body(100_000);

    public static WebApplication Create(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.Run(static context => context.Request.Path.Value switch
        {
            "/1k" => AnswerAsync(context, Small),
            "/100k" => AnswerAsync(context, Large),
            "/login" => SignInAsync(context),
            _ => AnswerAsync(context, null),
        });
        return app;
    }

    /// <param name="context">The request.</param>
    /// <param name="page">The page; null for the user's name.</param>
    private static async Task AnswerAsync(HttpContext context, byte[]? page)
    {
        var cookie = context.Request.Headers.Cookie.ToString().AsSpan();
        var at = cookie.IndexOf(CookieName + "=");
        if (at < 0 || cookie.Length < at + CookieName.Length + 1 + IdLength || !NameOf.TryGetValue(cookie.Slice(at + CookieName.Length + 1, IdLength), out var name))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        page ??= name;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = page.Length;
        await context.Response.BodyWriter.WriteAsync(page);
    }

    private static Task SignInAsync(HttpContext context)
    {
        var user = int.Parse(context.Request.Query["user"].ToString(), CultureInfo.InvariantCulture);
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        Names[id] = Encoding.UTF8.GetBytes(SamplePeople.NameOf(user));
        context.Response.Headers.SetCookie = $"{CookieName}={id}; Path=/; HttpOnly; SameSite=Lax";
        return Task.CompletedTask;
    }

    private static byte[] Body(int size)
    {
        var body = new byte[size];
        Array.Fill(body, (byte)'x');
        return body;
    }
}
