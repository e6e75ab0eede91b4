using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Hosting;

/// <summary>A site that says back whatever it has ever been told, by whom ever, in every way of writing it: the worst that a redaction can meet.</summary>
internal sealed class EchoSite : IAsyncDisposable
{
    public const int Pages = 24;

    private readonly ConcurrentDictionary<string, string> _sessions = new();
    private readonly ConcurrentQueue<(string Name, string Value)> _heard = new();
    private readonly WebApplication _app;
    private int _tokens;

    private EchoSite(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>What it was told, and what it gave out as secrets of its own: none of it looks like a token.</summary>
    public IReadOnlyList<(string Name, string Value)> Heard => [.. _heard];

    public static async Task<EchoSite> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var site = new EchoSite(builder.Build());
        site._app.Run(site.AnswerAsync);
        await site._app.StartAsync();
        site.Url = new Uri(site._app.Urls.Single() + "/");
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        foreach (var name in new[] { "X-Preview", "X-Door", "Authorization" })
        {
            if (context.Request.Headers[name].ToString() is { Length: > 0 } value)
                Hear(name, value);
        }

        var user = context.Request.Cookies["sid"] is { } sid && _sessions.TryGetValue(sid, out var known) ? known : null;
        var path = context.Request.Path.Value!;
        switch (path)
        {
            case "/login" when context.Request.Method == "POST":
                await SignInAsync(context);
                return;
            case "/login":
                var token = $"marigold harbour {Word(Interlocked.Increment(ref _tokens))}";
                Hear("csrf", token);
                var ticket = $"juniper lantern {Word(_tokens)}";
                Hear("ticket", ticket);
                context.Response.Headers["X-Ticket"] = ticket;
                await HtmlAsync(context, $"<input name=proof value=\"{token}\">");
                return;
            case "/":
                await HtmlAsync(context, string.Concat(Enumerable.Range(0, Pages).Select(i => $"<a href=/e/{i}>{i}</a> ")));
                return;
        }

        if (!path.StartsWith("/e/", StringComparison.Ordinal) || user is null || !int.TryParse(path.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            context.Response.StatusCode = 404;
            return;
        }

        // One of what it knows on each page, with others' mail all around it so that it is in what is shown of the page.
        var secrets = _heard.Distinct().Where(one => one.Name != "email").ToArray();
        var secret = secrets[index % secrets.Length];
        if (index % 5 == 4)
            context.Response.StatusCode = 500;
        context.Response.Headers["X-Echo"] = Header(secret.Value);
        context.Response.Headers.Append("Link", $"</u/{Uri.EscapeDataString(secret.Value)}>; rel=me");
        if (index % 6 == 5)
            context.Response.Headers.Append("Set-Cookie", $"theme={Uri.EscapeDataString(secret.Value)}; Path=/e/{index}");
        await HtmlAsync(context, string.Concat(_sessions.Values.Distinct().Select(other => $"<p>{other}@mail.example.test {Way(secret.Value, index)} {other}@mail.example.test [[{secret.Name} {secret.Value}]]</p>")));
    }

    private async Task SignInAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        foreach (var (name, value) in form)
            Hear(name, value.ToString());
        var user = form["user"].ToString();
        var session = RandomNumberGenerator.GetHexString(32);
        _sessions[session] = user;
        Hear("email", $"{user}@mail.example.test");
        context.Response.Headers.SetCookie = $"sid={session}; Path=/";
        context.Response.Headers.Location = user == "mallory" ? $"/locked/{Uri.EscapeDataString(form["pass"].ToString())}" : "/";
        context.Response.StatusCode = 302;
    }

    private void Hear(string name, string value)
    {
        if (!_heard.Contains((name, value)))
            _heard.Enqueue((name, value));
    }

    private static string Way(string value, int index) => (index / 8 % 3) switch
    {
        0 => string.Concat(value.Select(letter => $"&#{(int)letter};")),
        1 => Uri.EscapeDataString(value),
        _ => Convert.ToBase64String(Encoding.UTF8.GetBytes("k:" + value)),
    };

    private static string Header(string value) => value.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    // Words, since what looks like a token is taken for one.
    private static string Word(int number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => "abcdefghij"[digit - '0'])) + "berry";

    private static Task HtmlAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "text/html";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync($"<!doctype html><title>Echo</title>{body}");
    }
}
