using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Scenarios;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Probe.Tests.Hosting;

/// <summary>A small shop with sign-in, behind a cache that can be made to mix people up.</summary>
internal sealed class ShopSite : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>What a collapsed answer waits for others to join, and again until they have it.</summary>
    private static readonly TimeSpan ForOthers = TimeSpan.FromMilliseconds(30);

    private static readonly Dictionary<string, (string Name, string Email)> People = new()
    {
        ["alice"] = ("Alice Liddell", "alice.liddell@example.test"),
        ["bob"] = ("Bob Cratchit", "bob.cratchit@example.test"),
        ["carol"] = ("Carol Peletier", "carol.peletier@example.test"),
    };

    private readonly ConcurrentDictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Answer> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Answer>> _underWay = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Query, string? User)> _asked = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signedOut = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _atAccount = new(StringComparer.Ordinal);
    private int _requests;
    private int _signOuts;

    private ShopSite(WebApplication app) => _app = app;

    /// <summary>What is stored, whoever it was made for; nothing by default.</summary>
    public Func<string, bool> Caches { get; set; } = _ => false;

    public TimeSpan CachesFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where those who ask at the same time are given one answer, and the one it was made for has it last.</summary>
    public Func<string, bool> Collapses { get; set; } = _ => false;

    /// <summary>Whether every response sets the session's cookie anew.</summary>
    public bool Rolls { get; init; }

    /// <summary>Whether signing out ends the session, and does not only take the cookie away.</summary>
    public bool EndsSessions { get; set; } = true;

    /// <summary>Whether the account's page takes a while and writes the session back when it is done.</summary>
    public bool WritesSessionsBack { get; set; }

    public TimeSpan AccountTakes { get; set; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Whether each sign-out from now on comes in the middle of an account's page: they wait for each other, however late one of them is on a busy machine.</summary>
    public bool SignsOutInTheMiddle { get; set; }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>All that was asked since the last time, in order.</summary>
    public IReadOnlyList<(string Path, string Query, string? User)> TakeAsked()
    {
        var asked = _asked.ToArray();
        _asked.Clear();
        return asked;
    }

    public static IReadOnlyList<Account> Accounts(int count = 2) =>
        [.. People.Take(count).Select(person => new Account(person.Key, new Dictionary<string, string> { ["user"] = person.Key, ["password"] = "correct horse " + person.Key, ["email"] = person.Value.Email }))];

    /// <summary>What its users know of it.</summary>
    public static Scenario Scenario { get; } = new()
    {
        SignIn =
        [
            new Step { Path = "/signin", Extract = new Dictionary<string, Extraction> { ["csrf"] = new Extraction { Selector = "input[name=csrf]", Attribute = "value" } } },
            new Step { Method = "POST", Path = "/signin", Form = new Dictionary<string, string> { ["user"] = "{user}", ["password"] = "{password}", ["csrf"] = "{csrf}" }, Expect = [302] },
        ],
        SignOut = [new Step { Method = "POST", Path = "/signout" }],
        Identity = [new IdentityRule("/me", "{email}") { In = new Extraction { Pointer = "/email" } }],
    };

    public static async Task<ShopSite> StartAsync(bool rolls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var shop = new ShopSite(app) { Rolls = rolls };
        app.Run(shop.AnswerThroughCacheAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        shop.Address = new Uri(app.Urls.First());
        return shop;
    }

    /// <returns>The <c>Cookie</c> field of a new browser that has signed in.</returns>
    public async Task<string> SignInAsync(string user)
    {
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["user"] = user, ["password"] = "correct horse " + user, ["csrf"] = RandomNumberGenerator.GetHexString(32) });
        using var answer = await client.PostAsync(new Uri(Address, "/signin"), form, TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>As if what is stored had expired.</summary>
    public void ForgetStored() => _cache.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerThroughCacheAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var key = context.Request.Path + context.Request.QueryString;
        _asked.Enqueue((context.Request.Path.Value!, context.Request.QueryString.Value!, UserOf(context)));
        if (context.Request.Method == "GET" && Collapses(context.Request.Path.Value!))
        {
            await CollapseAsync(context, key);
        }
        else if (context.Request.Method != "GET" || !Caches(context.Request.Path.Value!))
        {
            await AnswerAsync(context);
        }
        else if (_cache.TryGetValue(key, out var stored) && TimeProvider.System.GetUtcNow() - stored.At < CachesFor)
        {
            await stored.GiveAsync(context);
        }
        else
        {
            var answer = _cache[key] = await Answer.OfAsync(context, AnswerAsync);
            await context.Response.Body.WriteAsync(answer.Body);
        }
    }

    private async Task CollapseAsync(HttpContext context, string key)
    {
        var mine = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(key, mine);
        if (first != mine)
        {
            await (await first.Task).GiveAsync(context);
            return;
        }

        await Task.Delay(ForOthers);
        var answer = await Answer.OfAsync(context, AnswerAsync);
        _underWay.TryRemove(key, out _);
        mine.SetResult(answer);
        await Task.Delay(ForOthers);
        await context.Response.Body.WriteAsync(answer.Body);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var sid = context.Request.Cookies["sid"];
        var user = UserOf(context);
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/assets/", StringComparison.Ordinal))
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            if (Rolls && user is not null)
                SetSession(context, user);
            await WriteAsync(context, path.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript", "/* the same for everybody */");
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        switch (path.Split('/')[1])
        {
            case "signin" when context.Request.Method == "POST":
                var form = await context.Request.ReadFormAsync();
                if (form["password"] != "correct horse " + form["user"] || form["csrf"].ToString().Length != 32)
                {
                    context.Response.StatusCode = 403;
                    return;
                }

                SetSession(context, form["user"]!);
                context.Response.Redirect("/account");
                return;
            case "signin":
                await WriteAsync(context, "text/html", $"<form method=post><input name=csrf type=hidden value={RandomNumberGenerator.GetHexString(32)}></form>");
                return;
            case "signout":
                if (SignsOutInTheMiddle && sid is not null)
                    await Task.WhenAny(Of(_atAccount, sid).Task, Task.Delay(LongestWait));
                if (sid is not null && EndsSessions)
                    _sessions.TryRemove(sid, out _);
                Interlocked.Increment(ref _signOuts);
                if (sid is not null)
                    Of(_signedOut, sid).TrySetResult();
                context.Response.Cookies.Delete("sid");
                return;
            case "me":
                await WriteAsync(context, "application/json", user is null ? "{}" : $$"""{"email":"{{People[user].Email}}"}""");
                return;
            case "account" when user is null:
                context.Response.Redirect("/signin");
                return;
            case "account":
                Of(_atAccount, sid!).TrySetResult();
                if (WritesSessionsBack)
                {
                    await Task.Delay(AccountTakes);
                    // Once sign-outs have begun, a request without a query is the one in whose middle the next comes, however late on a busy machine.
                    if (SignsOutInTheMiddle || (Volatile.Read(ref _signOuts) > 0 && !context.Request.QueryString.HasValue))
                        await Task.WhenAny(Of(_signedOut, sid!).Task, Task.Delay(LongestWait));
                    _sessions[sid!] = user;
                }

                await WriteAsync(context, "text/html", $"<h1>Orders of {People[user].Name}</h1><p>{People[user].Email}</p><a href=/>Home</a><a href=/signout>Sign out</a>");
                return;
            case "":
                await WriteAsync(context, "text/html", $"<link rel=stylesheet href=/assets/site.css><script src=/assets/app.js></script><a href=/account>Account</a> <b>{(user is null ? "Sign in" : People[user].Name)}</b>");
                return;
            default:
                context.Response.StatusCode = 404;
                return;
        }
    }

    private static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> signals, string sid) => signals.GetOrAdd(sid, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private string? UserOf(HttpContext context) => context.Request.Cookies["sid"] is { } sid ? _sessions.GetValueOrDefault(sid) : null;

    private void SetSession(HttpContext context, string user)
    {
        var id = RandomNumberGenerator.GetHexString(32);
        _sessions[id] = user;
        context.Response.Cookies.Append("sid", id, new CookieOptions { HttpOnly = true });
    }

    private static Task WriteAsync(HttpContext context, string type, string body)
    {
        context.Response.ContentType = type;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    }

    private sealed record Answer(DateTimeOffset At, int Status, IHeaderDictionary Headers, byte[] Body)
    {
        /// <summary>The header is the response's as well; its body is not sent.</summary>
        public static async Task<Answer> OfAsync(HttpContext context, Func<HttpContext, Task> answer)
        {
            var real = context.Response.Body;
            using var body = new MemoryStream();
            context.Response.Body = body;
            await answer(context);
            context.Response.Body = real;
            var headers = new HeaderDictionary();
            foreach (var (name, value) in context.Response.Headers)
                headers[name] = value;
            return new Answer(TimeProvider.System.GetUtcNow(), context.Response.StatusCode, headers, body.ToArray());
        }

        public async Task GiveAsync(HttpContext context)
        {
            context.Response.StatusCode = Status;
            foreach (var (name, value) in Headers)
                context.Response.Headers[name] = value;
            context.Response.Headers["X-Cache"] = "HIT";
            await context.Response.Body.WriteAsync(Body);
        }
    }
}
