using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>What people sign in with is in no log, whatever happens and however much is logged (invariant I9).</summary>
public sealed class LogSecrecyTests
{
    private const string AliceId = "s%3Aalice-0123456789abcdef.sig";
    private const string BobId = "bob-fedcba9876543210";

    // Long enough to be nobody else's text, short enough to find a value that was shortened.
    private const int Telling = 12;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_EveryRuleStruck_HasNoValueSealOrBinding(bool observes)
    {
        await using var upstream = await TestUpstream.StartAsync(AnswerAsync);
        var options = OptionsFor(upstream.Url, observes);
        var log = new Everything();
        var secrets = new HashSet<string> { AliceId, BobId };
        await using (var edge = await EdgeServer.StartAsync(options, builder => builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log), TestContext.Current.CancellationToken))
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = edge.Addresses[0] };
            var alice = await SendAsync("POST", "/login", "", AliceId);
            var bob = await SendAsync("POST", "/login", "", BobId);
            await SendAsync("GET", "/me", alice);
            await SendAsync("POST", "/login", alice, "alice-second-0123456789");
            await SendAsync("POST", "/login", bob, AliceId);
            await SendAsync("POST", "/login", "", "aaaaaaaaaaaaaaaaaaaaaaaa");
            await SendAsync("GET", "/me", alice.Split("; ")[0] + "; " + bob.Split("; ")[1]);
            await SendAsync("GET", "/me", alice.Split("; ")[0]);
            await SendAsync("GET", "/me", "sid=raw-value-0123456789; sid=~c1.rubbish-0123456789; =sid=hidden-0123456789");
            await SendAsync("GET", "/adopt", "adopted=adopted-0123456789abcdef");
            await SendAsync("GET", "/app.js", alice);
            await SendAsync("GET", "/cacheable", alice, "cacheable-0123456789abcdef");
            await SendAsync("GET", "/owner", alice);
            await SendAsync("POST", "/large", alice, new string('x', 20_000) + new string('y', 15_000));
            await SendAsync("POST", "/abort", alice);
            await SendAsync("POST", "/logout", alice);
            await SendAsync("POST", "/login", "", "plain-0123456789abcdef", https: false);

            async Task<string> SendAsync(string method, string path, string cookies, string? id = null, bool https = true)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Host = "shop.example" } };
                if (https)
                    request.Headers.Add("X-Forwarded-Proto", "https");
                if (id is not null)
                    request.Headers.Add("X-Id", id);
                if (cookies.Length > 0)
                    request.Headers.TryAddWithoutValidation("Cookie", cookies);
                using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
                var set = answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines.Select(line => line.Split(';')[0]).ToArray() : [];
                secrets.UnionWith([.. set.Concat(cookies.Split("; ")).Select(pair => pair[(pair.LastIndexOf('=') + 1)..]), id ?? ""]);
                return string.Join("; ", set);
            }
        }

        var text = log.Text;
        foreach (var rule in (string[])["foreign-binding", "duplicate-issue", "foreign-owner", "cookie-on-cacheable", "cookie-to-static"])
            text.ShouldContain(rule, Case.Insensitive, "The control: without it nothing was struck, or heard.");
        secrets.Count(secret => secret.Length >= Telling).ShouldBeGreaterThan(15);
        foreach (var secret in secrets.Where(secret => secret.Length >= Telling))
        {
            text.Contains(secret[..Telling], StringComparison.OrdinalIgnoreCase).ShouldBeFalse("The beginning of a value is in the log.");
            text.Contains(secret[^Telling..], StringComparison.OrdinalIgnoreCase).ShouldBeFalse("The end of a value is in the log.");
            text.Contains(WebUtility.UrlDecode(secret), StringComparison.OrdinalIgnoreCase).ShouldBeFalse("A decoded value is in the log.");
        }
    }

    /// <summary>A script that fails while it writes its headers, as PHP does: the HTTP client quotes in its exception what it could not read.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nSet-Cookie sid=unreadable-0123456789\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nsid=unreadable-0123456789: x\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("sid=unreadable-0123456789\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsid=unreadable-0123456789\r\n")]
    public async Task Trace_UnreadableResponse_HasNothingOfIt(string response)
    {
        using var upstream = RawUpstream.Answering(response);
        var log = new Everything();
        await using (var edge = await EdgeServer.StartAsync(OptionsFor(upstream.Url, observes: false), builder => builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log), TestContext.Current.CancellationToken))
        {
            using var http = new HttpClient { BaseAddress = edge.Addresses[0] };
            using var answer = await http.GetAsync("/me", TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        }

        log.Text.ShouldContain("answered 502");
        log.Text.Contains("unreadable", StringComparison.OrdinalIgnoreCase).ShouldBeFalse();
    }

    private static EdgeOptions OptionsFor(string upstream, bool observes)
    {
        var options = TestEdge.OptionsFor(upstream);
        options.Listen.Add("http://127.0.0.1:0");
        options.Cookies.Add(new GuardedCookieOptions { Name = "sid" });
        options.Cookies.Add(new GuardedCookieOptions { Name = "adopted" });
        options.Adoption.Until = DateTimeOffset.MaxValue;
        options.Routes.BehindCdn = true;
        options.Store.InMemory = true;
        if (observes)
        {
            var observe = Journal.RuleMode.Observe;
            options.Rules.ForeignBinding = options.Rules.DuplicateIssue = options.Rules.ForeignOwner = options.Rules.CookieOnCacheable = options.Rules.CookieToStatic = observe;
        }

        EdgeDefaults.Fill(options);
        return options;
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        if (request.Headers["X-Id"] is { Count: > 0 } id)
            headers.SetCookie = $"sid={id}; Path=/; HttpOnly";
        switch (request.Path.Value)
        {
            case "/cacheable":
                headers.CacheControl = "public, max-age=60";
                break;
            case "/owner":
                headers[CloakroomDefaults.OwnerTagHeader] = OwnerTag.ForEdge("somebody-0123456789abcdef");
                break;
            case "/logout":
                headers.SetCookie = "sid=; Path=/; Max-Age=0";
                break;
            case "/abort":
                context.Abort();
                return Task.CompletedTask;
        }

        return context.Response.WriteAsync("ok");
    }

    /// <summary>Keeps all that a log could write: the text, the values it is made of, exceptions, scopes.</summary>
    private sealed class Everything : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Keep(state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Enqueue(formatter(state, exception));
            Keep(state);
            if (exception is not null)
                _lines.Enqueue(exception.ToString());
        }

        public void Dispose()
        {
        }

        private void Keep(object? state)
        {
            _lines.Enqueue(Convert.ToString(state, CultureInfo.InvariantCulture) ?? "");
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                _lines.Enqueue($"{name}={value}");
        }
    }
}
