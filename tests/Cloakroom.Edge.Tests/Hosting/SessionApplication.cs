using Cloakroom.Edge.Tests.Forwarding;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Hosting;

/// <summary>The cookies of somebody who has signed in through an edge, each as <c>name=value</c>.</summary>
internal sealed record SignedIn(string Session, string Binding)
{
    /// <summary>Both, as a request brings them.</summary>
    public string Cookies => $"{Session}; {Binding}";
}

/// <summary>An application whose sessions begin with their owner's name, which is all that it answers: that, or <c>nobody</c>.</summary>
internal static class SessionApplication
{
    /// <summary><c>/login?alice</c> signs Alice in; <c>/next</c> sets another value of the same session.</summary>
    public static Task<TestUpstream> StartAsync() => TestUpstream.StartAsync(static context =>
    {
        var session = context.Request.Headers.Cookie.ToString().Split("; ").FirstOrDefault(cookie => cookie.StartsWith("sid=", StringComparison.Ordinal))?[4..];
        var user = session?.Split('-')[0] ?? "nobody";
        if (context.Request.Path == "/login")
            context.Response.Headers.SetCookie = $"sid={context.Request.QueryString.Value![1..]}-0123456789abcdef; Path=/; HttpOnly";
        else if (context.Request.Path == "/next")
            context.Response.Headers.SetCookie = $"sid={user}-2222222222222222; Path=/; HttpOnly";
        return context.Response.WriteAsync(user, context.RequestAborted);
    });

    /// <summary>In a browser that is new to the edge.</summary>
    public static async Task<SignedIn> SignInAsync(HttpClient edge, string user)
    {
        using var answer = await edge.PostAsync("/login?" + user, null, TestContext.Current.CancellationToken);
        var cookies = answer.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]).ToArray();
        return new SignedIn(
            cookies.Single(cookie => cookie.StartsWith("sid=", StringComparison.Ordinal)), cookies.Single(cookie => !cookie.StartsWith("sid=", StringComparison.Ordinal)));
    }
}
