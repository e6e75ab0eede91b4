using System.Globalization;
using System.Text;
using Cloakroom.Bench.Samples;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Servers;

/// <summary>What every variant answers, so that only the way to the user's name differs.</summary>
internal static class Endpoints
{
    /// <summary>For variants whose user is the request's principal.</summary>
    public static void MapPrincipal(WebApplication app, string scheme)
    {
        app.MapGet("/me", context => AnswerAsync(context, context.User.Identity is { IsAuthenticated: true } identity ? identity.Name : null));
        app.MapPost("/sign-in", context =>
        {
            ActAsHttps(context);
            return context.SignInAsync(scheme, SamplePeople.Create(UserOf(context), scheme));
        });
    }

    public static Task AnswerAsync(HttpContext context, string? name)
    {
        if (name is null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(name);
        return context.Response.WriteAsync(name);
    }

    public static int UserOf(HttpContext context) => int.Parse(context.Request.Query["user"].ToString(), CultureInfo.InvariantCulture);

    /// <summary>As behind a proxy that ends TLS: cookies are issued as over https, and the load itself is not spent on encryption.</summary>
    public static void ActAsHttps(HttpContext context) => context.Request.Scheme = "https";
}
