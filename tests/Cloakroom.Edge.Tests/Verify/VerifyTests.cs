using System.Collections.Concurrent;
using System.Text.Json;
using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Control;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Journal;
using Cloakroom.Probe.Scenarios.Totp;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Verify;

/// <summary><c>cloakroom verify</c>, and what opens after it, with real nodes and a login form.</summary>
public sealed class VerifyTests : IDisposable
{
    private const string Scenario = """
        {
          // Passwords may come from the environment.
          "signIn": [
            { "path": "/login", "extract": { "csrf": "name=\"csrf\" value=\"([^\"]+)\"" } },
            { "method": "post", "path": "/login", "form": { "user": "{user}", "password": "{password}", "csrf": "{csrf}" }, "expect": [302] },
          ],
          "whoAmI": { "path": "/me", "shows": "Signed in as {user}." },
          "users": [ { "user": "test-a", "password": "secret of test-a" }, { "user": "test-b", "password": "secret of test-b" } ],
        }
        """;

    // Nodes here are real, and this machine may pause for longer than they may take to hear of a change.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CommandHarness _cloakroom = new(static setting => ControlCommands.Create(setting with { FeedLimit = Patience, FeedWait = Patience }));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string[] Data => ["--data", _cloakroom.Directory.Path];

    private string StorePath => _cloakroom.Directory.At("edge.db");

    public void Dispose() => _cloakroom.Dispose();

    [Fact]
    public async Task SigninOpen_LibraryInLockdown_RefusesUntilVerifiedThroughThePublicAddress()
    {
        await using var shop = await Shop.StartWithLibraryAsync(StorePath);
        await ListedAsync(1);
        (await RunAsync("lockdown", "--reason", "a leak", "--wait", "60")).ShouldBe(ExitCode.Success, _cloakroom.Error);

        (await RunAsync("signin", "open", "--reason", "over")).ShouldBe(ExitCode.Failure);
        _cloakroom.Out.ShouldContain("not tested  two users");
        _cloakroom.Error.ShouldContain("the mode stays closed: not tested: two users.");
        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.Closed);

        // Opening a part of it is opening, too.
        (await RunAsync("signin", "close", "--reason", "over")).ShouldBe(ExitCode.Failure);
        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.Closed);

        (await RunAsync(["signin", "open", "--reason", "over", .. At(shop)])).ShouldBe(ExitCode.Success, _cloakroom.Out + _cloakroom.Error);
        _cloakroom.Out.ShouldContain("Everything passed.");
        _cloakroom.Out.ShouldContain("Done, durably: mode open.");
        _cloakroom.Out.ShouldNotContain("secret of");
        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.Open);

        await using var store = await OpenAsync();
        (await store.ReadControlAsync(0, Ct)).Pass.ShouldBeNull();
        (await store.ReadHistoryAsync(3, Ct)).Select(entry => entry.Action).ShouldBe(["mode Open", "verify done: everything passed", "verify"]);
        // What verification provokes is no mix-up: it would wake people, and close what it is to open.
        (await store.ReadNewestMixupsAsync(1, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task SigninOpen_Forced_KeepsInTheHistoryWhatItWasForcedPast()
    {
        await using var store = await OpenAsync();
        await store.SetModeAsync(new ModeState(CloakroomMode.SignInClosed, "ann", "a leak", DateTimeOffset.UnixEpoch.AddDays(20_000)), Ct);

        (await RunAsync("signin", "open", "--reason", "no test users here", "--force")).ShouldBe(ExitCode.Success, _cloakroom.Error);

        var mode = await ModeAsync();
        mode.Mode.ShouldBe(CloakroomMode.Open);
        mode.Why.ShouldBe("no test users here [forced: not tested: control feed, nodes, two users]");
        (await RunAsync("signin", "open", "--reason", "again")).ShouldBe(ExitCode.Success);
        _cloakroom.Error.ShouldContain("the mode is open already");
    }

    [Fact]
    public async Task Verify_EdgeInFrontOfAStockApplication_Passes()
    {
        await using var shop = await Shop.StartStockAsync(ShopFault.None);
        await using var edge = await Shop.StartEdgeAsync(shop, _cloakroom.Directory.Path);
        await ListedAsync(1);
        (await RunAsync("signin", "close", "--reason", "drill")).ShouldBe(ExitCode.Success, _cloakroom.Error);

        (await RunAsync(["verify", .. At(edge.Addresses[0])])).ShouldBe(ExitCode.Success, _cloakroom.Out + _cloakroom.Error);

        _cloakroom.Out.ShouldEndWith("Everything passed.\n");
        await using var store = await OpenAsync();
        (await store.ReadNewestMixupsAsync(1, Ct)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("None", "FAIL        a session in another browser: Round 1: the session cookie of user 1 opened in the browser of user 2.")]
    [InlineData("CachedPage", "FAIL        two users: Round 1: USER 2 SAW USER 1 at /me.")]
    [InlineData("CachedPage", "FAIL        answers out of a cache: /me (Age: 12) came out of a cache.")]
    [InlineData("ConstantSession", "FAIL        two users: Round 1: USER 1 SAW USER 2 at /me.")]
    [InlineData("ReplayedCookie", "FAIL        repeated cookies: The cookie sid was set to the same value for both.")]
    public async Task Verify_ApplicationThatLeaks_Fails(string fault, string expected)
    {
        await using var shop = await Shop.StartStockAsync(Enum.Parse<ShopFault>(fault));
        await using (await OpenAsync())
        {
        }

        (await RunAsync(["verify", .. At(new Uri(shop.Url))])).ShouldBe(ExitCode.Failure);

        _cloakroom.Out.ShouldContain(expected);
        _cloakroom.Out.ShouldContain("NOT VERIFIED.");
    }

    [Theory]
    [InlineData(true, ExitCode.Success, "Everything passed.")]
    [InlineData(false, ExitCode.Failure, "FAIL        a session in another browser: Round 1: the session cookie of user 1 opened")]
    public async Task Verify_SelectorRedirectAndOneTimePassword_SignsInAndSeesWhatLeaks(bool isGuarded, int exit, string expected)
    {
        // Each code is good once, for five minutes: this machine may be slow.
        var used = new ConcurrentDictionary<(string User, string Code), bool>();
        await using var shop = await Shop.StartStockAsync(ShopFault.None, (user, code) =>
            Enumerable.Range(0, 300).Any(ago => TotpSecret.Parse(SecretOf(user))!.CodeAt(TimeProvider.System.GetUtcNow().AddSeconds(-ago)) == code) && used.TryAdd((user, code), true));
        await using var edge = await Shop.StartEdgeAsync(shop, _cloakroom.Directory.Path);
        await ListedAsync(1);
        (await RunAsync("signin", "close", "--reason", "drill")).ShouldBe(ExitCode.Success, _cloakroom.Error);
        var scenario = _cloakroom.Directory.Write("shop.json", $$"""
            {
              "signIn": [
                { "path": "/login", "extract": { "csrf": { "selector": "input[name=csrf]", "attribute": "value" } } },
                {
                  "method": "POST", "path": "/login", "followRedirects": true, "expect": [200],
                  "form": { "user": "{user}", "password": "{password}", "csrf": "{csrf}", "code": "{totp:seed}" }
                }
              ],
              "identity": [ { "path": "/me", "shows": "Signed in as {user}.", "in": { "pattern": "^.*$" } } ],
              "sessionCookies": [ "si*" ],
              "users": [
                { "user": "test-a", "password": "secret of test-a", "seed": "{{SecretOf("test-a")}}" },
                { "user": "test-b", "password": "secret of test-b", "seed": "{{SecretOf("test-b")}}" }
              ]
            }
            """);

        var url = isGuarded ? edge.Addresses[0] : new Uri(shop.Url);
        (await RunAsync("verify", "--url", url.ToString(), "--scenario", scenario)).ShouldBe(exit, _cloakroom.Out + _cloakroom.Error);

        _cloakroom.Out.ShouldContain(expected);
        // Two users in each of four rounds, whose codes were all new.
        used.Count.ShouldBe(8);

        static string SecretOf(string user) => $"otpauth://totp/Shop:{user}?secret={(user == "test-a" ? "JBSWY3DPEHPK3PXP" : "JBSWY3DPEHPK3PXQ")}&period=1&digits=8";
    }

    [Fact]
    public async Task Verify_ScenarioWithErrors_TellsAllWithTheirLinesAndSendsNothing()
    {
        await using var shop = await Shop.StartStockAsync(ShopFault.None);
        await using (await OpenAsync())
        {
        }

        var scenario = _cloakroom.Directory.Write("bad.json", """
            {
              "signIn": [ { "path": "login" } ],
              "whoAmI": { "path": "/me", "shows": "{name}" },
              "users": [ { "name": "a" } ]
            }
            """);

        (await RunAsync("verify", "--url", shop.Url, "--scenario", scenario)).ShouldBe(ExitCode.Failure);

        _cloakroom.Out.ShouldBeEmpty();
        _cloakroom.Error.TrimEnd().Split('\n').ShouldBe(
        [
            $"cloakroom: {scenario}:2: signIn[0].path: does not begin with a slash. Begin with one: /login.",
            $"cloakroom: {scenario}:4: users: there is only one. Give another: what one gets is compared with the other's.",
        ]);
    }

    [Fact]
    public async Task Pass_AtTheEdge_LetsItsHolderAndNobodyElsePast()
    {
        await using var shop = await Shop.StartStockAsync(ShopFault.None);
        await using var edge = await Shop.StartEdgeAsync(shop, _cloakroom.Directory.Path);
        await ListedAsync(1);
        await using var store = await OpenAsync();
        (await RunAsync("lockdown", "--reason", "drill")).ShouldBe(ExitCode.Success, _cloakroom.Error);
        var (pass, secret) = VerifyPass.Create(TimeProvider.System.GetUtcNow().AddMinutes(2));
        await store.SetPassAsync(pass, new ControlEntry(TimeProvider.System.GetUtcNow(), "verify", "ann", "drill"), Ct);
        using var http = new HttpClient { BaseAddress = edge.Addresses[0] };

        await Eventually.TrueAsync(async () => await LoginPageAsync(secret) == 200);
        (await LoginPageAsync(VerifyPass.Create(pass.Until).Secret)).ShouldBe(503);
        (await LoginPageAsync("")).ShouldBe(503);
        await store.SetPassAsync(null, new ControlEntry(TimeProvider.System.GetUtcNow(), "verify done", "ann", "drill"), Ct);
        await Eventually.TrueAsync(async () => await LoginPageAsync(secret) == 503);

        async Task<int> LoginPageAsync(string header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
            request.Headers.TryAddWithoutValidation(VerifyPass.Header, header);
            using var answer = await http.SendAsync(request, Ct);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task Verify_NodeFellSilent_FailsAndSaysHowToGoOn()
    {
        await using var store = await OpenAsync();
        var now = TimeProvider.System.GetUtcNow().TruncateToMilliseconds();
        await store.WriteNodeAsync(new Node(NodeKind.Application, "dead", "web3 Shop (12)", now, now.AddSeconds(-8), 0, now), Ct);
        await store.WriteNodeAsync(new Node(NodeKind.Application, "sick", "web4 Shop (12)", now, now.AddMinutes(1), long.MaxValue, now) { Canary = new CanaryRun(CanaryResult.Wrong, now) }, Ct);

        (await RunAsync("verify", "--format", "json")).ShouldBe(ExitCode.Failure);

        using var document = JsonDocument.Parse(_cloakroom.Out);
        var nodes = document.RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "nodes");
        nodes.GetProperty("result").GetString().ShouldBe("Fail");
        nodes.GetProperty("detail").GetString()!.ShouldMatch(@"\Aweb3 Shop \(12\) is silent for \d+\.\d s\. web4 Shop \(12\): canary WRONG");
        nodes.GetProperty("remedy").GetString().ShouldBe("Known to be stopped? cloakroom forget dead --reason TEXT");
    }

    [Theory]
    [InlineData(2_000, "Pass", "the one node heard of a change within 2000 ms.")]
    [InlineData(2_001, "Fail", "web1 Shop (12) heard after 2001 ms.")]
    public async Task Verify_NodeHeardLate_PassesWithinTwoSeconds(int afterMs, string result, string detail)
    {
        using var cloakroom = new CommandHarness(ControlCommands.Create, new ManualClock());
        await using (var store = await cloakroom.OpenAsync())
        {
            await store.WriteNodeAsync(new Node(NodeKind.Application, "late", "web1 Shop (12)", cloakroom.Now, cloakroom.Now, long.MaxValue, cloakroom.Now.AddMilliseconds(afterMs)), Ct);
        }

        (await cloakroom.OnStoreAsync("verify", "--format", "json")).ShouldBe(afterMs > 2_000 ? ExitCode.Failure : ExitCode.Success, cloakroom.Error);

        var feed = cloakroom.Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "control feed");
        (feed.GetProperty("result").GetString(), feed.GetProperty("detail").GetString()).ShouldBe((result, detail));
    }

    [Fact]
    public async Task Lockdown_ApplicationAndEdgeOnOneFileAndOneKilled_IsInForceOnThoseWithinASecondAndNamesTheOther()
    {
        await using var stock = await Shop.StartStockAsync(ShopFault.None);
        await using var library = await Shop.StartWithLibraryAsync(StorePath);
        await using var edge = await Shop.StartEdgeAsync(stock, _cloakroom.Directory.Path);
        await ListedAsync(2);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        Uri[] sites = [new(library.Urls.Single()), edge.Addresses[0]];
        var slowest = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            (await RunAsync("lockdown", "--reason", "drill", "--format", "json", "--wait", "60")).ShouldBe(ExitCode.Success, _cloakroom.Error);
            using var document = JsonDocument.Parse(_cloakroom.Out);
            var nodes = document.RootElement.GetProperty("nodes").EnumerateArray().ToList();
            nodes.Select(node => node.GetProperty("kind").GetString()).Order().ShouldBe(["Application", "Edge"]);
            slowest.Add(nodes.Max(node => node.GetProperty("inForceAfterMs").GetInt64()));
            foreach (var site in sites)
                (await StatusAsync(http, site)).ShouldBe(503);
            (await RunAsync("signin", "open", "--reason", "drill", "--force", "--wait", "60")).ShouldBe(ExitCode.Success, _cloakroom.Error);
            foreach (var site in sites)
                (await StatusAsync(http, site)).ShouldNotBe(503);
        }

        // The bound itself is tested on clocks of their own; this machine may be busy with something else.
        slowest.Min().ShouldBeLessThan(1_000);

        await using var store = await OpenAsync();
        var others = (await store.ReadNodesAsync(Ct)).Select(node => node.Id).ToList();
        await using var killed = EdgeProcess.Run("--upstream", stock.Url, "--session-cookie", "sid", "--listen", "http://127.0.0.1:0", "--data", _cloakroom.Directory.Path, "--admin", "");
        await ListedAsync(3);
        killed.Process.Kill();
        await killed.Process.WaitForExitAsync(Ct);
        // As if a moment ago, however long this machine has paused since.
        var last = (await store.ReadNodesAsync(Ct)).Single(node => !others.Contains(node.Id));
        await store.WriteNodeAsync(last with { SeenAt = last.SeenAt.AddMinutes(5) }, Ct);
        (await RunAsync("lockdown", "--reason", "drill", "--wait", "2")).ShouldBe(ExitCode.Failure);
        _cloakroom.Out.ShouldContain("NOT KNOWN to be in force");
        _cloakroom.Error.ShouldContain("http://127.0.0.1:0 has not put it in force within 2 s");
        (await RunAsync("status")).ShouldBe(ExitCode.Success);
        _cloakroom.Out.ShouldStartWith("WRONG: the site is in lockdown");
    }

    [Fact]
    public async Task RevokeAndErase_AtAnApplication_EndAndForgetTheSubject()
    {
        await using var shop = await Shop.StartWithLibraryAsync(StorePath);
        await ListedAsync(1);
        var (alice, bob) = (await SignInAsync(shop, "alice"), await SignInAsync(shop, "bob"));

        (await alice()).ShouldBe(200);
        (await RunAsync("revoke", "--subject", "alice", "--reason", "drill")).ShouldBe(ExitCode.Success, _cloakroom.Error);
        _cloakroom.Out.ShouldContain("in force after");
        (await alice()).ShouldBe(401);
        (await bob()).ShouldBe(200);

        await using var store = await OpenAsync();
        var session = (await store.FindSubjectAsync("bob", Ct)).Sessions.ShouldHaveSingleItem();
        (await RunAsync("revoke", "--session", session, "--reason", "drill")).ShouldBe(ExitCode.Success, _cloakroom.Error);
        (await bob()).ShouldBe(401);

        var again = await SignInAsync(shop, "bob");
        (await again()).ShouldBe(200);
        // The command gives nodes three seconds to write what they have; this machine may pause for longer.
        await shop.Services.GetRequiredService<UseJournal>().WriteAsync();
        (await RunAsync("erase", "--subject", "bob", "--reason", "request 4711")).ShouldBe(ExitCode.Success, _cloakroom.Error);

        _cloakroom.Out.ShouldMatch(@"\ADone, durably: 2 sessions \(1 live until now\), 2 records and [12] sums? of uses erased\.");
        (await again()).ShouldBe(401);
        (await store.FindSubjectAsync("bob", Ct)).Sessions.ShouldBeEmpty();
        (await store.CountUsesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, Ct)).Sessions.ShouldBe(1);
        (await store.ReadHistoryAsync(1, Ct))[0].Action.ShouldStartWith("erase a subject: 2 sessions, ");
        (await RunAsync("erase", "--subject", "bob", "--reason", "request 4711")).ShouldBe(ExitCode.Success, _cloakroom.Error);
        _cloakroom.Out.ShouldStartWith("Nothing is recorded by that name");
    }

    private static async Task<int> StatusAsync(HttpClient http, Uri site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site, "/me"));
        // Of the form that the library's own have; whose it is does not matter in lockdown.
        var half = new string('A', 43);
        request.Headers.Add("Cookie", $"cloakroom={half}; cloakroom-binding={half}");
        using var answer = await http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    /// <returns>Asks as that user, for the status.</returns>
    private static async Task<Func<Task<int>>> SignInAsync(WebApplication shop, string user)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(shop.Urls.Single()) };
        var page = await http.GetStringAsync("/login", Ct);
        var token = System.Net.WebUtility.HtmlDecode(page.Split("value=\"")[1].Split('"')[0]);
        using var form = new FormUrlEncodedContent([new("user", user), new("password", $"secret of {user}"), new("csrf", token)]);
        using var answer = await http.PostAsync("/login", form, Ct);
        ((int)answer.StatusCode).ShouldBe(302);
        return async () =>
        {
            using var me = await http.GetAsync("/me", Ct);
            return (int)me.StatusCode;
        };
    }

    private string[] At(WebApplication shop) => At(new Uri(shop.Urls.Single()));

    private string[] At(Uri address) => ["--url", address.ToString(), "--scenario", _cloakroom.Directory.Write("verify.json", Scenario)];

    private Task<int> RunAsync(params string[] args) => _cloakroom.RunAsync([.. args, .. Data]);

    private async Task ListedAsync(int count)
    {
        await using var store = await OpenAsync();
        await Eventually.TrueAsync(async () => (await store.ReadNodesAsync(Ct)).Count == count);
    }

    private async Task<ModeState> ModeAsync()
    {
        await using var store = await OpenAsync();
        return (await store.ReadControlAsync(0, Ct)).Mode;
    }

    private Task<SqliteStore> OpenAsync() => _cloakroom.OpenAsync("edge.db");
}
