using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Replay.Caches;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>
/// The application of the matrix. It rolls <c>sid=SESSION.N</c> on every response, on <c>/s/*.js</c> too, and every body names whom it was made
/// for. The part of a path after its kind says which <c>Cache-Control</c> it answers with.
/// </summary>
internal sealed class RollingOrigin : IAsyncDisposable
{
    /// <summary>Stands in every body.</summary>
    public const string Mark = "// for ";

    private readonly ConcurrentDictionary<string, string?> _accountBySession = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OriginGate> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _arrivals = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private int _rolls;

    private RollingOrigin()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/login", SignInAsync);
        _app.MapGet("/me/{unique}", (HttpContext context) => WriteAsync(context, "no-store", roll: false));
        _app.MapGet("/probe/{unique}", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return "probe";
        });
        _app.MapGet("/s/{slug}/{name}", AnswerAsync);
        _app.MapGet("/page/{slug}/{name}", AnswerAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<RollingOrigin> StartAsync(CancellationToken cancellationToken)
    {
        var origin = new RollingOrigin();
        await origin._app.StartAsync(cancellationToken);
        return origin;
    }

    /// <summary>Holds the responses to a path.</summary>
    public OriginGate Hold(string path) => _gates.GetOrAdd(path, new OriginGate());

    /// <summary>How many requests for a path have reached the application.</summary>
    public int ArrivalsAt(string path) => _arrivals.GetValueOrDefault(path);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // With keep=1 it does what many applications do: the session that the visitor had becomes the session of who signs in.
    private Task SignInAsync(HttpContext context)
    {
        var session = context.Request.Query["keep"] == "1" && SessionOf(context) is { } own ? own : NewSession();
        _accountBySession[session] = context.Request.Query["account"];
        Roll(context, session);
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(BodyFor(session));
    }

    private async Task AnswerAsync(HttpContext context, string slug)
    {
        var path = context.Request.Path.Value!;
        _arrivals.AddOrUpdate(path, 1, (_, n) => n + 1);
        var gate = _gates.GetValueOrDefault(path);
        if (gate is not null) await gate.HoldAsync(WalkerOf(context), GatePlace.BeforeHeaders, context.RequestAborted);
        await WriteAsync(context, slug, roll: true, gate);
    }

    private async Task WriteAsync(HttpContext context, string slug, bool roll, OriginGate? gate = null)
    {
        var session = SessionOf(context) ?? (roll ? NewSession() : null);
        if (roll) Roll(context, session!);
        var cacheControl = CacheControl.Find(slug);
        if (cacheControl.Value is { } value) context.Response.Headers.CacheControl = value;
        if (cacheControl.HasLastModified) context.Response.Headers.LastModified = "Mon, 01 Jun 2026 00:00:00 GMT";
        context.Response.ContentType = context.Request.Path.StartsWithSegments("/s") ? "text/javascript" : "text/html";

        var body = Encoding.ASCII.GetBytes(BodyFor(session));
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        if (gate is not null)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await gate.HoldAsync(WalkerOf(context), GatePlace.InBody, context.RequestAborted);
        }

        await context.Response.Body.WriteAsync(body.AsMemory(body.Length / 2), context.RequestAborted);
    }

    // Whoever it is for stands in both halves.
    private string BodyFor(string? session)
    {
        var account = session is null ? null : _accountBySession.GetValueOrDefault(session);
        var half = $"{Mark}{account ?? "nobody"}\n" + new string('.', 1024) + "\n";
        return half + half;
    }

    private string? SessionOf(HttpContext context) =>
        context.Request.Cookies["sid"]?.Split('.') is [var session, _] && _accountBySession.ContainsKey(session) ? session : null;

    private static string WalkerOf(HttpContext context) => context.Request.Headers[Person.IdHeader].ToString();

    private string NewSession()
    {
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _accountBySession[session] = null;
        return session;
    }

    private void Roll(HttpContext context, string session) => context.Response.Headers.Append(
        "Set-Cookie", string.Create(CultureInfo.InvariantCulture, $"sid={session}.{Interlocked.Increment(ref _rolls)}; Path=/; HttpOnly; Secure; SameSite=Lax"));
}
