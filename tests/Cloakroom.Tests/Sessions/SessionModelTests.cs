using System.Net;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Sessions;

/// <summary>No interleaving of what users, operators, caches and crashes do ever yields another subject, and revoked never lives again.</summary>
public sealed class SessionModelTests
{
    private const int Browsers = 3;

    private static readonly string[] Subjects = ["alice", "bob", "carol"];

    [Fact]
    public void AnySequence_OfOperations_AgreesWithTheModel()
    {
        var step = Gen.Choose(0, 99).SelectMany(kind => Gen.Choose(0, Browsers - 1).SelectMany(who => Gen.Choose(0, 8).Select(what => new Step(kind, who, what))));
        var steps = step.ArrayOf().Where(array => array.Length > 0);
        var config = Config.QuickThrowOnFailure.WithMaxTest(25).WithStartSize(20).WithEndSize(50);

        Check.One(config, Prop.ForAll(steps.ToArbitrary(), sequence => RunAsync(sequence).GetAwaiter().GetResult()));
    }

    private static async Task<bool> RunAsync(Step[] steps)
    {
        await using var world = new World();
        await world.StartAsync();
        foreach (var step in steps)
            await world.TakeAsync(step);
        for (var who = 0; who < Browsers; who++)
            await world.LookAsync(who);
        return true;
    }

    internal readonly record struct Step(int Kind, int Who, int What)
    {
        public override string ToString() => $"{Kind}/{Who}/{What}";
    }

    /// <summary>A session as it ought to be.</summary>
    private sealed class Expected(string? subject, DateTimeOffset expires)
    {
        public string? Subject { get; } = subject;

        public DateTimeOffset Expires { get; } = expires;

        public bool IsRevoked { get; set; }

        public string Data { get; set; } = "-";
    }

    /// <summary>A token as it ought to be: of which session, with which binding, and whether rotated away.</summary>
    private sealed record Ticket(Expected Session, string Binding)
    {
        public DateTimeOffset? GraceUntil { get; set; }

        /// <summary>The session's data when this token was rotated away.</summary>
        public string DataThen { get; set; } = "-";
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly ManualClock _clock = new();
        private readonly InMemoryKeyRepository _keys = new();
        private readonly FaultyStore _store;
        private readonly Dictionary<string, Ticket> _tickets = [];
        private readonly List<Dictionary<string, string>> _jars = [.. Enumerable.Range(0, Browsers).Select(_ => new Dictionary<string, string>())];
        private readonly HashSet<string> _issued = [];
        private TestApp _app = null!;
        private int _writes;

        public World() => _store = new FaultyStore(new InMemoryStore(_clock));

        public async Task StartAsync() => _app = await TestApp.StartAsync(setup =>
        {
            (setup.Store, setup.Keys, setup.Clock) = (_store, _keys, _clock);
            setup.Options = options => options.Lifetime.IdleTimeout = options.Lifetime.AbsoluteTimeout;
            setup.Then = web =>
            {
                web.MapGet("/look", (HttpContext context) => $"{TestEndpoints.WhoIs(context)} {context.Session.GetString("k") ?? "-"}");
                web.MapPost("/try-rotate", async (HttpContext context, ISessionManager sessions) =>
                {
                    try
                    {
                        await sessions.RotateAsync(context);
                    }
                    catch (InvalidOperationException)
                    {
                        // Nothing to rotate.
                    }
                });
            };
        });

        public async Task TakeAsync(Step step)
        {
            var (kind, who, what) = step;
            switch (kind)
            {
                case < 25:
                    await LookAsync(who);
                    break;
                case < 40:
                    await SignInAsync(who, Subjects[what % 3]);
                    break;
                case < 50:
                    await WriteAsync(who);
                    break;
                case < 60:
                    await RotateAsync(who);
                    break;
                case < 65:
                    await SignOutAsync(who);
                    break;
                case < 80:
                    Swap(who, (who + 1 + (what % 2)) % Browsers, what % 3);
                    break;
                case < 90:
                    _clock.Advance(what switch { < 4 => TimeSpan.FromMilliseconds(500), < 7 => TimeSpan.FromSeconds(6), 7 => TimeSpan.FromHours(1), _ => TimeSpan.FromHours(7) });
                    break;
                case < 94:
                    await RevokeAsync(what);
                    break;
                case < 98:
                    await FailAsync(who);
                    break;
                default:
                    await _app.DisposeAsync();
                    await StartAsync();
                    break;
            }
        }

        public async Task LookAsync(int who)
        {
            var (answer, _) = await SendAsync(who, HttpMethod.Get, "/look");
            answer.Body.ShouldBe(Expect(who));
            answer.SetCookies.ShouldBeEmpty();
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private string Expect(int who)
        {
            var (ticket, isOpen) = Present(who);
            return isOpen ? $"{ticket!.Session.Subject ?? TestEndpoints.Nobody} {DataOf(ticket)}" : $"{TestEndpoints.Nobody} -";
        }

        private async Task SignInAsync(int who, string subject)
        {
            var (ticket, isOpen) = Present(who);
            var keeps = isOpen && (ticket!.Session.Subject is null || ticket.Session.Subject == subject);
            var (answer, _) = await SendAsync(who, HttpMethod.Post, "/sign-in/" + subject);
            answer.Status.ShouldBe(HttpStatusCode.OK);
            if (isOpen)
                ticket!.Session.IsRevoked = true;
            Issue(who, new Expected(subject, _clock.GetUtcNow().AddHours(12)) { Data = keeps ? DataOf(ticket!) : "-" });
        }

        private async Task WriteAsync(int who)
        {
            var (ticket, isOpen) = Present(who);
            var value = $"w{++_writes}";
            var (answer, _) = await SendAsync(who, HttpMethod.Post, $"/data/k/{value}");
            if (isOpen && ticket!.GraceUntil is not null)
            {
                answer.Status.ShouldBe(HttpStatusCode.Conflict);
                return;
            }

            answer.Status.ShouldBe(HttpStatusCode.OK);
            if (isOpen)
                ticket!.Session.Data = value;
            else
                Issue(who, new Expected(null, _clock.GetUtcNow().AddHours(12)) { Data = value });
        }

        private async Task RotateAsync(int who)
        {
            var (ticket, isOpen) = Present(who);
            var (answer, _) = await SendAsync(who, HttpMethod.Post, "/try-rotate");
            if (!isOpen)
            {
                answer.SetCookies.ShouldBeEmpty();
                return;
            }

            if (ticket!.GraceUntil is not null)
            {
                answer.Status.ShouldBe(HttpStatusCode.Conflict);
                return;
            }

            answer.Status.ShouldBe(HttpStatusCode.OK);
            ticket.GraceUntil = _clock.GetUtcNow().AddSeconds(10);
            ticket.DataThen = ticket.Session.Data;
            Issue(who, ticket.Session);
        }

        private async Task SignOutAsync(int who)
        {
            var (ticket, isOpen) = Present(who);
            var (answer, _) = await SendAsync(who, HttpMethod.Post, "/sign-out");
            answer.Status.ShouldBe(HttpStatusCode.OK);
            _jars[who].ShouldBeEmpty();
            if (isOpen)
                ticket!.Session.IsRevoked = true;
        }

        private async Task RevokeAsync(int what)
        {
            var subject = what < 6 ? Subjects[what % 3] : null;
            var ct = CancellationToken.None;
            await (subject is null ? _app.Control.RevokeAllAsync("model", "test", ct) : _app.Control.RevokeSubjectAsync(subject, "model", "test", ct));
            foreach (var ticket in _tickets.Values.Where(ticket => subject is null || ticket.Session.Subject == subject))
                ticket.Session.IsRevoked = true;
        }

        private async Task FailAsync(int who)
        {
            var expected = Expect(who);
            _store.On(StoreMethods.Read, Fault.Error);
            var (answer, _) = await SendAsync(who, HttpMethod.Get, "/look");
            _store.Heal();
            if (answer.Status != HttpStatusCode.ServiceUnavailable)
                answer.Body.ShouldBe(expected);
            answer.SetCookies.ShouldBeEmpty();
        }

        /// <summary>A cache, a pool or a thief carries cookies from one browser to another: both, the token, or the binding.</summary>
        private void Swap(int to, int from, int what)
        {
            foreach (var name in what switch { 0 => [Browser.Token, Browser.Binding], 1 => new[] { Browser.Token }, _ => [Browser.Binding] })
            {
                if (_jars[from].TryGetValue(name, out var value))
                    _jars[to][name] = value;
            }
        }

        /// <summary>What the two cookies ought to open, and what presenting them does by itself.</summary>
        private (Ticket? Ticket, bool IsOpen) Present(int who)
        {
            if (!_jars[who].TryGetValue(Browser.Token, out var token) || !_tickets.TryGetValue(token, out var ticket))
                return (null, false);
            var now = _clock.GetUtcNow();
            if (ticket.Session.IsRevoked || now >= ticket.Session.Expires)
                return (ticket, false);
            if (now > ticket.GraceUntil)
            {
                // A superseded token is back: nobody can say whose it is, so the session ends.
                ticket.Session.IsRevoked = true;
                return (ticket, false);
            }

            return (ticket, _jars[who].GetValueOrDefault(Browser.Binding) == ticket.Binding);
        }

        private static string DataOf(Ticket ticket) => ticket.GraceUntil is null ? ticket.Session.Data : ticket.DataThen;

        private void Issue(int who, Expected session)
        {
            var token = _jars[who][Browser.Token];
            _issued.Add(token).ShouldBeTrue("A token is issued once.");
            _tickets[token] = new Ticket(session, _jars[who][Browser.Binding]);
        }

        private async Task<(Answer Answer, Browser Browser)> SendAsync(int who, HttpMethod method, string path)
        {
            var browser = _app.Browse();
            foreach (var (name, value) in _jars[who])
                browser.Cookies[name] = value;
            var answer = await browser.SendAsync(method, path);
            _jars[who].Clear();
            foreach (var (name, value) in browser.Cookies)
                _jars[who][name] = value;
            return (answer, browser);
        }
    }
}
