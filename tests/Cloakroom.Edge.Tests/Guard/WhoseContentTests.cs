using System.Net;
using Cloakroom.Edge.Guard;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>Who saw whom behind an edge that only observes, where cookies do not stay with whom they were made for.</summary>
public sealed class WhoseContentTests : IAsyncDisposable
{
    private const string Shared = "shared-0123456789abcdef";
    private const string State = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.";

    private readonly Dictionary<string, string> _browsers = [];
    private TestUpstream? _application;
    private EdgeServer? _edge;
    private int _rolls;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Identifier_OfTwoBrowsers_IsWhoeversSignedInLast()
    {
        await StartAsync();
        var (alice, bob) = (Browse("alice"), Browse("bob"));
        await alice.PostAsync("/login");
        await alice.GetAsync("/me");
        await bob.PostAsync("/login");

        await bob.GetAsync("/me");
        (await PairsAsync()).ShouldBeEmpty();
        await alice.GetAsync("/me");
        (await PairsAsync()).ShouldBe(["bob -> alice 1"]);

        await alice.PostAsync("/login");
        await alice.GetAsync("/me");
        await bob.GetAsync("/me");
        await bob.GetAsync("/me");
        // The sign-in itself came with the session that was Bob's until then.
        (await PairsAsync()).ShouldBe(["alice -> bob 2", "bob -> alice 2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Identifier_SignedInWithoutANewCookie_IsTaken()
    {
        await StartAsync();
        var (alice, bob) = (Browse("alice"), Browse("bob"));
        await alice.PostAsync("/login");
        await bob.PostAsync("/login");
        await alice.PostAsync("/signin");

        await alice.GetAsync("/me");
        await bob.GetAsync("/me");

        (await PairsAsync()).ShouldBe(["alice -> bob 1", "bob -> alice 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Identifier_FailedSignIn_TakesNothing()
    {
        await StartAsync();
        var (alice, bob) = (Browse("alice"), Browse("bob"));
        await alice.PostAsync("/login");
        await bob.PostAsync("/login");
        await alice.PostAsync("/signin?wrong");

        await bob.GetAsync("/me");

        (await PairsAsync()).ShouldBe(["bob -> alice 1"]);
    }

    [Fact]
    public async Task Identifier_SealedForAnother_IsNotTakenByPostingASignIn()
    {
        await StartAsync();
        var (alice, eve) = (Browse("alice"), Browse("eve"));
        await alice.PostAsync("/login");
        await eve.PostAsync("/login?state");
        eve.Take(alice, "sid");

        // As a form does that shows itself again: a failure that nobody can tell from a success.
        await eve.PostAsync("/signin");
        await eve.GetAsync("/me");
        await alice.GetAsync("/me");

        (await PairsAsync()).ShouldBe(["alice -> eve 2"]);
    }

    [Fact]
    public async Task State_RenewedInForeignHands_StaysTheOwners()
    {
        await StartAsync();
        var (alice, bob, carol) = (Browse("alice"), Browse("bob"), Browse("carol"));
        await alice.PostAsync("/login?state");
        await bob.PostAsync("/login?state");
        await carol.PostAsync("/login?state");
        bob.Take(alice, "sid");

        await bob.GetAsync("/roll");
        await bob.GetAsync("/me");
        carol.Take(bob, "sid");
        await carol.GetAsync("/me");
        (await PairsAsync()).ShouldBe(["alice -> bob 2", "alice -> carol 1"], ignoreOrder: true);

        await bob.PostAsync("/login?state");
        await bob.GetAsync("/me");
        (await PairsAsync()).ShouldBe(["alice -> bob 3", "alice -> carol 1"], ignoreOrder: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_edge is not null) await _edge.DisposeAsync();
        if (_application is not null) await _application.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _application = await TestUpstream.StartAsync(context =>
        {
            var value = context.Request.Path.Value switch
            {
                "/login" when context.Request.QueryString.Value == "?state" => State + _rolls++.ToString("d8", null),
                "/login" => Shared,
                "/roll" => State + _rolls++.ToString("d8", null),
                _ => null,
            };
            if (value is not null) context.Response.Headers.SetCookie = $"sid={value}; Path=/";
            if (context.Request.QueryString.Value == "?wrong") context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        _edge = await EdgeInFront.StartAsync(_application.Url, static options => (options.Rules.ForeignBinding, options.Rules.DuplicateIssue) = (RuleMode.Observe, RuleMode.Observe));
    }

    private Person Browse(string name) => new(_edge!.Addresses[0], binding => _browsers[TagOf(binding)] = name);

    private string TagOf(string binding) =>
        _edge!.Services.GetRequiredService<Tagger>().OfBinding(_edge.Services.GetRequiredService<BindingCookie>().Read(binding)!.Value.Current).ToString();

    private async Task<IReadOnlyList<string>> PairsAsync()
    {
        await _edge!.Services.GetRequiredService<UseJournal>().WriteAsync();
        var store = _edge.Services.GetRequiredService<ICloakroomStore>();
        var impact = await new ImpactReader(store, store).ReadAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1_000), Ct);
        // A browser has another binding after each sign-in, and is the same person.
        return [.. impact.Exposed
            .GroupBy(pair => $"{_browsers[pair.Owner.SessionId!]} -> {_browsers[pair.Receiver.SessionId!]}")
            .Select(pair => $"{pair.Key} {pair.Sum(each => each.Requests)}")];
    }

    private sealed class Person(Uri edge, Action<string> bound)
    {
        private readonly Dictionary<string, string> _cookies = [];

        public void Take(Person other, string name) => _cookies[name] = other._cookies[name];

        public Task GetAsync(string path) => SendAsync(HttpMethod.Get, path);

        public Task PostAsync(string path) => SendAsync(HttpMethod.Post, path);

        private async Task SendAsync(HttpMethod method, string path)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
            using var request = new HttpRequestMessage(method, new Uri(edge, path));
            if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            using var answer = await http.SendAsync(request, Ct);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
            if (!answer.Headers.TryGetValues("Set-Cookie", out var lines)) return;
            foreach (var pair in lines.Select(line => line.Split(';')[0].Split('=', 2)))
            {
                _cookies[pair[0]] = pair[1];
                if (pair[0] != "sid") bound(pair[1]);
            }
        }
    }
}
