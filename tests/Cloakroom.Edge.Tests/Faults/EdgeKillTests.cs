using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Cloakroom.Alerts;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Journal;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Alerts;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloakroom.Edge.Tests.Faults;

/// <summary>A real <c>cloakroom edge</c> killed with SIGKILL in the midst of an incident, and started again on the same directory.</summary>
public sealed class EdgeKillTests : IAsyncDisposable
{
    private const int Browsers = 150;

    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = LoopbackPort.Free();
    private EdgeProcess? _edge;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RuleMode.Observe)]
    [InlineData(RuleMode.Enforce)]
    public async Task Kill_InMidIncident_HasAllThatWasAnsweredOnRecordAndGoesOnWithTheSameIncident(RuleMode rule)
    {
        var visitors = 0;
        var killed = new TaskCompletionSource();
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            // However late it is killed, these are under way.
            if (Held.Contains(context.Request.Path.Value)) await killed.Task;
            if (context.Request.Path == "/login")
                context.Response.Headers.SetCookie = string.Create(CultureInfo.InvariantCulture, $"sid=visitor-{Interlocked.Increment(ref visitors):d16}; Path=/; HttpOnly");
            await context.Response.WriteAsync(context.Request.Headers.Cookie.ToString() is { Length: > 0 } cookie ? cookie : "nobody");
        });
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(503);
        await StartAsync(Configuration(upstream.Url, receiver.Url, rule));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        // Twice, since the first cookie of a new browser is not another's when two new ones race.
        var first = await SignInAsync(http);
        var alice = await SignInAsync(http, first.Session + "; " + first.Binding);
        if (alice.Binding.Length == 0) alice.Binding = first.Binding;
        (await GetAsync(http, 0, alice.Session, alice.Binding)).ShouldStartWith("sid=visitor-");
        var others = new List<(string Session, string Binding)>();
        for (var i = 0; i < Browsers; i++) others.Add(await SignInAsync(http));

        // Some whose uses are written by now.
        const int Early = 10;
        var answered = new ConcurrentBag<int>();
        for (var i = 0; i < Early; i++) await PresentAsync(i);
        if (rule == RuleMode.Observe)
        {
            await Eventually.TrueAsync(async () =>
            {
                await using var store = await OpenAsync();
                return (await store.ReadForeignUsesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 1_000, Ct)).Sum(use => use.Count) == Early;
            });
        }

        await Eventually.TrueAsync(() => receiver.Requests.Count > 0);
        var killAt = Early + 40;
        var (next, done) = (Early - 1, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Browsers - 1;)
            {
                try
                {
                    await PresentAsync(i);
                }
                catch (HttpRequestException)
                {
                    return;
                }

                if (Interlocked.Increment(ref done) == killAt - Early) _edge!.Process.Kill();
            }
        }));
        await _edge!.Process.WaitForExitAsync(Ct);
        killed.SetResult();
        _edge.Process.ExitCode.ShouldBe(128 + 9, "red: it had no time for anything");
        done.ShouldBeInRange(killAt - Early, Browsers - 12, "red: others were under way");
        answered.Count.ShouldBeGreaterThan(Early);

        receiver.Answer = _ => Task.CompletedTask;
        await StartAsync(Configuration(upstream.Url, receiver.Url, rule));
        // Who is signed in stays so, and the leak goes on, or goes on being stopped.
        var own = await GetAsync(http, 0, alice.Session, alice.Binding);
        own.ShouldStartWith("sid=visitor-");
        (await GetAsync(http, Browsers - 1, alice.Session, others[Browsers - 1].Binding)).ShouldBe(rule == RuleMode.Observe ? own : "nobody");

        await using var after = await OpenAsync();
        await Eventually.TrueAsync(async () => (await after.ReadNewestMixupsAsync(1, Ct)).Single().Route == RouteOf(Browsers - 1));
        var incident = (await after.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        var mixups = await after.ReadIncidentMixupsAsync(incident.Id, 1_000, Ct);
        incident.Mixups.ShouldBe(mixups.Count);
        var onRecord = mixups.Select(mixup => mixup.Route).ToHashSet();
        foreach (var i in answered) onRecord.ShouldContain(RouteOf(i));
        mixups.Select(mixup => mixup.Presenter).Distinct().Count().ShouldBe(mixups.Count);
        mixups.ShouldAllBe(mixup => mixup.Disposition == (rule == RuleMode.Observe ? MixupDisposition.Exposed : MixupDisposition.Blocked));
        if (rule == RuleMode.Observe)
            (await after.ReadForeignUsesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 1_000, Ct)).Sum(use => use.Count).ShouldBeGreaterThanOrEqualTo(Early);

        // What was to be told before is told by the successor, first of all that it began.
        var opened = AlertEvents.IdOf(incident.Id, AlertEventKind.Opened);
        // Killed while it sent, its lease has to end first, a minute later.
        var waiting = Stopwatch.StartNew();
        while (!(await after.ReadAlertsAsync(AlertState.Delivered, null, 100, Ct)).Any(delivery => delivery.Event.Id == opened))
        {
            waiting.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(100));
            await Task.Delay(50, Ct);
        }

        receiver.Requests.ShouldContain(request => request.Id == opened);

        async Task PresentAsync(int number)
        {
            var started = Stopwatch.GetTimestamp();
            await GetAsync(http, number, alice.Session, others[number].Binding);
            // A machine as busy as to let the journal's second pass gets its answer first: such a mix-up waits in memory, and is lost with it.
            if (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(900)) answered.Add(number);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_edge is not null) await _edge.DisposeAsync();
        _directory.Dispose();
    }

    private Uri Address => new($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");

    private static HashSet<string?> Held { get; } = Enumerable.Range(100, Browsers - 1 - 100).Select(RouteOf).ToHashSet<string?>();

    private static string RouteOf(int number) => string.Create(CultureInfo.InvariantCulture, $"/page-{number}");

    private static async Task<(string Session, string Binding)> SignInAsync(HttpClient http, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login");
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var answer = await http.SendAsync(request, Ct);
        var cookies = answer.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]).ToArray();
        return (cookies.Single(cookie => cookie.StartsWith("sid=", StringComparison.Ordinal)), cookies.SingleOrDefault(cookie => !cookie.StartsWith("sid=", StringComparison.Ordinal)) ?? "");
    }

    private static async Task<string> GetAsync(HttpClient http, int number, string session, string binding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RouteOf(number)) { Headers = { { "Cookie", $"{session}; {binding}" } } };
        using var answer = await http.SendAsync(request, Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private async Task<SqliteStore> OpenAsync()
    {
        var store = new SqliteStore(
            new SqliteStoreOptions { Path = Path.Combine(_directory.At("store"), EdgeStoreServiceCollectionExtensions.FileName) }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(Ct);
        return store;
    }

    private string Configuration(string upstream, string receiver, RuleMode rule) => $$"""
        {
          "listen": [ "http://127.0.0.1:{{_port.ToString(CultureInfo.InvariantCulture)}}" ],
          "upstreams": [ { "url": "{{upstream}}" } ],
          "cookies": [ { "name": "sid" } ],
          "rules": { "foreignBinding": "{{rule}}" },
          "policies": { "quarantine": { "mode": "off" } },
          "alerts": { "destinations": [ { "name": "ops", "url": "{{receiver}}/hook" } ] },
          "admin": { "listen": "" },
          "store": { "directory": "{{Directory.CreateDirectory(_directory.At("store")).FullName}}" }
        }
        """;

    private async Task StartAsync(string configuration)
    {
        if (_edge is not null) await _edge.DisposeAsync();
        _edge = null;
        _edge = await EdgeProcess.StartAsync(_port, _directory.Write("edge.json", configuration));
    }
}
