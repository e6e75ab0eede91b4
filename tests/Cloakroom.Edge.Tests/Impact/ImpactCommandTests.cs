using Cloakroom.Cli;
using Cloakroom.Cli.Impact;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Impact;

/// <summary><c>cloakroom impact</c> on what a running edge has recorded.</summary>
public sealed class ImpactCommandTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private readonly CommandHarness _run = new(static setting => [ImpactCommand.Create(setting)]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(RuleMode.Observe, "exposed", 3)]
    [InlineData(RuleMode.Enforce, "blocked", 0)]
    public async Task Impact_ForeignCookieAtTheEdge_NamesBothWithCounts(RuleMode rule, string expectedClass, int requests)
    {
        var (alice, bob) = await LeakAsync(rule);

        (await RunAsync("--data", _run.Directory.Path, "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);

        var pair = _run.Json.GetProperty("pairs").EnumerateArray().ShouldHaveSingleItem();
        pair.GetProperty("class").GetString().ShouldBe(expectedClass);
        pair.GetProperty("owner").GetProperty("subject").GetString().ShouldBe(alice);
        pair.GetProperty("receiver").GetProperty("subject").GetString().ShouldBe(bob);
        pair.GetProperty("requests").GetInt32().ShouldBe(requests);
        pair.GetProperty("unsafeRequests").GetInt32().ShouldBe(requests / 3);
        pair.GetProperty("traceIds").EnumerateArray().Select(trace => trace.GetString()).ShouldBe(requests == 0 ? [] : [Trace]);
        pair.GetProperty("kinds").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("foreign-binding");
    }

    [Fact]
    public async Task Impact_AsTextAndCsv_SaysTheSame()
    {
        var (alice, bob) = await LeakAsync(RuleMode.Observe);

        await RunAsync("--data", _run.Directory.Path);
        _run.Out.ShouldContain("Exposed   1 session (50 % of those in use), to 1 other, in 3 requests, 1 of which may have written something");
        _run.Out.ShouldContain($"{bob}");
        _run.Out.ShouldContain($"may have written in the owner's name: {Trace}");

        await RunAsync("--data", _run.Directory.Path, "--format", "csv");
        var lines = _run.Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].Split(',').Length.ShouldBe(lines[1].Split(',').Length);
        lines[1].ShouldStartWith($"exposed,{alice},");
        lines[1].ShouldEndWith($",3,1,0,0,foreign-binding,/me dynamic,{Trace}");
    }

    [Fact]
    public async Task Impact_OfAnotherTime_SaysThatNobodyIsKnown()
    {
        await LeakAsync(RuleMode.Observe);

        (await RunAsync("--data", _run.Directory.Path, "--from", "2020-01-01", "--to", "2020-01-02T00:00:30+01:00")).ShouldBe(ExitCode.Success);

        _run.Out.ShouldBe(
            """
            From 2020-01-01 00:00:00Z to 2020-01-01 23:00:30Z: 0 sessions in use, 0 requests.
            Exposed   nobody's session was seen by anybody else, as far as is recorded
            Blocked   nothing
            Possible  nothing else is known

            """);
    }

    [Theory]
    [InlineData("--from yesterday", ExitCode.Usage, "--from yesterday: not understood; give a time such as 2026-03-01T09:15")]
    [InlineData("--from 2026-03-02 --to 2026-03-01", ExitCode.Usage, "--from is later than --to.")]
    [InlineData("--format xml", ExitCode.Usage, "--format xml: not understood; give text, json or csv.")]
    [InlineData("--format 1", ExitCode.Usage, "--format 1: not understood; give text, json or csv.")]
    [InlineData("--store a --data b", ExitCode.Usage, "--store, --data and --config: give one of them.")]
    [InlineData("--store /missing/cloakroom.db", ExitCode.Failure, "/missing/cloakroom.db: there is no such file. Name the file that AddSqliteStore has as its Path.")]
    [InlineData("--data /missing", ExitCode.Failure, "no edge has its store there")]
    public async Task Impact_WithBadInput_NamesThePlaceAndTheRemedy(string arguments, int exitCode, string expected)
    {
        (await RunAsync(arguments.Split(' '))).ShouldBe(exitCode, _run.Error);

        _run.Error.ShouldContain(expected);
        _run.Out.ShouldBeEmpty();
    }

    private Task<int> RunAsync(params string[] args) => _run.RunAsync(["impact", .. args]);

    /// <summary>Alice and Bob sign in; Bob's browser then brings Alice's session cookie three times, once to write.</summary>
    /// <returns>How the journal names them.</returns>
    private async Task<(string Alice, string Bob)> LeakAsync(RuleMode rule)
    {
        await using var application = await SessionApplication.StartAsync();
        await using var edge = await EdgeInFront.StartAsync(
            application.Url, options => (options.Rules.ForeignBinding, options.Policies.Quarantine.Mode) = (rule, PolicyMode.Off), _run.Directory.Path);
        using var http = edge.CreateClient();
        var alice = await SessionApplication.SignInAsync(http, "alice");
        var bob = await SessionApplication.SignInAsync(http, "bob");
        await SendAsync(http, HttpMethod.Get, bob.Cookies);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Get])
            await SendAsync(http, method, $"{alice.Session}; {bob.Binding}");

        var tagger = edge.Services.GetRequiredService<Tagger>();
        var bindings = edge.Services.GetRequiredService<BindingCookie>();
        string Name(string cookie) => "binding:" + tagger.OfBinding(bindings.Read(cookie.Split('=', 2)[1])!.Value.Current);
        return (Name(alice.Binding), Name(bob.Binding));
    }

    private static async Task SendAsync(HttpClient http, HttpMethod method, string cookies)
    {
        using var request = new HttpRequestMessage(method, "/me") { Headers = { { "Cookie", cookies }, { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" } } };
        using var answer = await http.SendAsync(request, Ct);
        answer.EnsureSuccessStatusCode();
    }
}
