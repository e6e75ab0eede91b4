using Cloakroom.Cli;
using Cloakroom.Edge.Configuration.Schema;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Cli;

public sealed class EdgeCommandTests : IDisposable
{
    private static readonly string[] Quickstart = ["--upstream", "http://127.0.0.1:3000", "--session-cookie", "connect.sid"];

    private readonly EdgeHarness _cloakroom = new();
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Check_OfTheQuickstart_ExplainsAllOfIt()
    {
        (await _cloakroom.RunAsync([.. Quickstart, "--check"])).ShouldBe(ExitCode.Success);

        ShouldBeAsExpected("check-quickstart.txt");
        _cloakroom.Error.ShouldBeEmpty();
        _cloakroom.Options.ShouldBeNull();
    }

    [Fact]
    public async Task Check_OfEverythingSet_SaysWhatIsGivenUp()
    {
        var file = _directory.Write("edge.json", """
            {
              "listen": [ "http://*:8080" ],
              "upstreams": [ { "url": "http://10.0.0.2:3000" }, { "url": "http://10.0.0.3:3000" } ],
              "forwarding": { "httpVersion": "2", "host": "Upstream", "healthPath": "/healthz", "maxRequestBodySize": 1048576, "drainTimeout": "00:00:00" },
              "cookies": [
                { "name": "PHPSESSID", "content": "Identifier", "adopted": { "maxAge": "14.00:00:00" } },
                { "name": "wordpress_logged_in_*", "content": "State" },
                { "name": "csrftoken", "seal": false }
              ],
              "binding": { "domain": "example.com", "sameSite": "None", "onForeign": "Unauthorized", "allowPlainHttp": true },
              "routes": { "static": [ "/files/**", "*.pdf" ], "dynamic": [ "/files/mine.pdf" ], "signIn": [ "/enter" ], "signOut": [ "/leave" ], "behindCdn": true },
              "rules": { "foreignBinding": "Observe", "duplicateIssue": "Observe", "foreignOwner": "Observe", "cookieOnCacheable": "Observe", "cookieToStatic": "Observe" },
              "adoption": { "until": "2026-02-01T00:00:00Z" },
              "trustedProxies": [ "10.0.0.0/8" ],
              "store": { "inMemory": true },
              "admin": { "listen": "" }
            }
            """);

        (await _cloakroom.RunAsync("--config", file, "--check")).ShouldBe(ExitCode.Success);

        ShouldBeAsExpected("check-everything.txt");
        _cloakroom.Error.ShouldContain("warning: edge.json:10: binding.allowPlainHttp: ");
        _cloakroom.Error.ShouldContain("warning: edge.json:15: store.inMemory: ");
    }

    [Fact]
    public async Task Check_OfPaths_SaysWhichClassAndWhy()
    {
        var file = _directory.Write("edge.json", """{ "routes": { "dynamic": [ "/api/report.css" ], "signIn": [ "/enter/*" ] } }""");

        (await _cloakroom.RunAsync(
            [.. Quickstart, "--config", file, "--check", "--path", "/x.js/..;/account", "--path", "/account", "--path", "/api/report.css?x=1", "--path", "/enter/here", "--path", "/%2e%2e/a;b.png"]))
            .ShouldBe(ExitCode.Success);

        Golden.ShouldBe(_cloakroom.Out[_cloakroom.Out.IndexOf("Paths\n", StringComparison.Ordinal)..], Expectation("check-paths.txt"), "check-paths.txt");
    }

    [Fact]
    public async Task Check_WithABadConfiguration_NamesEveryErrorAndFails()
    {
        var file = _directory.Write("edge.json", """{ "upstreams": [ { "url": "localhost" } ], "cookies": [ { "nam": "sid" } ] }""");

        (await _cloakroom.RunAsync("--config", file, "--check", "--listen", "8080")).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldBe("""
            error: edge.json:1: cookies[0].nam: there is no such option. Did you mean cookies[0].name?
            error: --listen: '8080' does not begin with http:// or https://. Write http://127.0.0.1:8080, http://*:8080 for all addresses, or http://unix:/run/cloakroom.sock.
            error: edge.json:1: upstreams[0].url: 'localhost' is not an absolute http or https address. Write http://localhost.
            cloakroom: the configuration has 3 errors; nothing was started.

            """.ReplaceLineEndings("\n"));
        _cloakroom.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--path /x", "--path is for --check")]
    [InlineData("--check --path x.js", "--path x.js: not a path; begin it with '/'.")]
    [InlineData("--colour", "--colour")]
    [InlineData("--config", "--config")]
    public async Task Edge_WithAWrongCommandLine_IsAUsageError(string arguments, string expected)
    {
        (await _cloakroom.RunAsync([.. Quickstart, .. arguments.Split(' ')])).ShouldBe(ExitCode.Usage);

        _cloakroom.Error.ShouldContain(expected);
        _cloakroom.Error.ShouldContain("Try: cloakroom edge --help");
        _cloakroom.Options.ShouldBeNull();
    }

    [Theory]
    [InlineData("nowhere.json", "there is no such file.")]
    [InlineData("", "is a directory.")]
    public async Task Edge_WithAConfigurationThatCannotBeRead_SaysWhy(string name, string expected)
    {
        (await _cloakroom.RunAsync("--config", _directory.At(name))).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain(expected);
        _cloakroom.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Schema_IsPrintedAndNothingElse()
    {
        (await _cloakroom.RunAsync("--schema")).ShouldBe(ExitCode.Success);

        _cloakroom.Out.ShouldBe(EdgeSchema.Text);
    }

    [Fact]
    public async Task Edge_WithAnEnvironment_ReadsIt()
    {
        _cloakroom.Environment["CLOAKROOM_EDGE_Upstreams__0__Url"] = "http://127.0.0.1:3000";
        _cloakroom.Environment["CLOAKROOM_EDGE_Cookies__0__Name"] = "sid";

        (await _cloakroom.RunAsync("--data", _directory.At("data"))).ShouldBe(ExitCode.Success);

        _cloakroom.Options.ShouldNotBeNull().Cookies[0].Name.ShouldBe("sid");
    }

    [Fact]
    public async Task Edge_Started_SaysWhatItGuards()
    {
        var file = _directory.Write("edge.json", """
            { "cookies": [ { "name": "connect.sid" }, { "name": "csrftoken", "seal": false } ], "rules": { "foreignBinding": "Observe" }, "adoption": { "until": "2026-02-01T00:00:00Z" } }
            """);

        (await _cloakroom.RunAsync("--config", file, "--upstream", "http://127.0.0.1:3000", "--in-memory")).ShouldBe(ExitCode.Success);

        ShouldBeAsExpected("start.txt");
    }

    [Fact]
    public async Task Edge_ThatIsInterrupted_SaysSo()
    {
        _cloakroom.Server = (_, _, _, _) => throw new OperationCanceledException();

        (await _cloakroom.RunAsync([.. Quickstart, "--in-memory"])).ShouldBe(ExitCode.Interrupted);
    }

    public void Dispose()
    {
        _cloakroom.Dispose();
        _directory.Dispose();
    }

    private static string Expectation(string name)
    {
        var file = Repository.PathOf("tests", "Cloakroom.Edge.Tests", "Cli", "Expectations", name);
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    private void ShouldBeAsExpected(string name) => Golden.ShouldBe(_cloakroom.Out, Expectation(name), name);
}
