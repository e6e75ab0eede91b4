using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Cloakroom.Probe.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Probe.Tests.Faults;

/// <summary>A site with sign-in, two pages and an asset that does everything right, until it is told to do something else.</summary>
internal sealed class FaultySite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _sessions = new();
    private readonly ConcurrentDictionary<string, bool> _tokens = new();
    private int _requests;
    private int _signIns;

    private FaultySite(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many have signed in.</summary>
    public int SignIns => Volatile.Read(ref _signIns);

    /// <summary>Comes first; true when it has answered.</summary>
    public Func<FaultySite, HttpContext, int, Task<bool>> Fault { get; set; } = (_, _, _) => Task.FromResult(false);

    /// <summary>Comes last, before the answer of a page is written.</summary>
    public Action<HttpContext, string?> OnPage { get; set; } = (context, _) => context.Response.Headers.CacheControl = "no-store";

    /// <summary>What a page says, given what it would.</summary>
    public Func<HttpContext, string, string> Body { get; set; } = (_, body) => body;

    /// <param name="fault">See <see cref="Fault"/>.</param>
    /// <param name="overTls">With HTTP/2.</param>
    public static async Task<FaultySite> StartAsync(Func<FaultySite, HttpContext, int, Task<bool>>? fault = null, bool overTls = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (overTls)
                listen.UseHttps(TestCertificate.Create("localhost"));
        }));
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinResponseDataRate = null);
        var site = new FaultySite(builder.Build());
        if (fault is not null)
            site.Fault = fault;
        site._app.Run(site.AnswerAsync);
        await site._app.StartAsync();
        site.Url = new Uri(site._app.Urls.Single() + "/");
        return site;
    }

    public void SignEverybodyOut() => _sessions.Clear();

    /// <returns>The session's cookie, as a browser that is signed in has it.</returns>
    public string SignIn(string user)
    {
        var session = RandomNumberGenerator.GetHexString(32);
        _sessions[session] = user;
        return session;
    }

    public string? UserOf(HttpContext context) => context.Request.Cookies["sid"] is { } sid ? _sessions.GetValueOrDefault(sid) : null;

    public bool IsSignedIn(HttpContext context) => UserOf(context) is not null;

    /// <summary>Ends the session that asks.</summary>
    public void SignOut(HttpContext context)
    {
        if (context.Request.Cookies["sid"] is { } sid)
            _sessions.TryRemove(sid, out _);
    }

    /// <summary>Ends all sessions of a person.</summary>
    public void SignOut(string? user)
    {
        foreach (var (sid, owner) in _sessions)
        {
            if (owner == user)
                _sessions.TryRemove(sid, out _);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (await Fault(this, context, Interlocked.Increment(ref _requests)))
            return;
        await AnswerSafelyAsync(context);
    }

    /// <summary>As it should be.</summary>
    public async Task AnswerSafelyAsync(HttpContext context)
    {
        var user = UserOf(context);
        switch (context.Request.Path.Value)
        {
            case "/login" when context.Request.Method == "POST":
                var form = await context.Request.ReadFormAsync();
                // Each token once.
                if (!_tokens.TryRemove(form["csrf"].ToString(), out _) || form["password"] != "pw-" + form["user"])
                {
                    context.Response.StatusCode = 403;
                    return;
                }

                Interlocked.Increment(ref _signIns);
                context.Response.Headers.SetCookie = $"sid={SignIn(form["user"].ToString())}; Path=/; HttpOnly";
                context.Response.Redirect("/account");
                return;
            case "/login":
                var token = RandomNumberGenerator.GetHexString(32);
                _tokens[token] = true;
                await HtmlAsync(context, null, $"<form method=post><input type=hidden name=csrf value={token}></form>");
                return;
            case "/":
                await HtmlAsync(context, user, "<script src=/s/app.js></script><a href=/account>You</a>");
                return;
            case "/account" when user is null:
                context.Response.Headers.CacheControl = "no-store";
                context.Response.Redirect("/login");
                return;
            case "/account":
                await HtmlAsync(context, user, $"<p>Signed in as {user}@mail.example.test</p><a href=/>Home</a>");
                return;
            case "/s/app.js":
                context.Response.ContentType = "text/javascript";
                context.Response.Headers.CacheControl = "public, max-age=60";
                await context.Response.WriteAsync("window.app = 1;");
                return;
            default:
                context.Response.StatusCode = 404;
                return;
        }
    }

    private Task HtmlAsync(HttpContext context, string? user, string body)
    {
        context.Response.ContentType = "text/html";
        OnPage(context, user);
        return context.Response.WriteAsync($"<!doctype html><title>Shop</title>{Body(context, body)}");
    }
}
