using Cloakroom.Probe.Tests.Faults;

namespace Cloakroom.Probe.Tests.Cli;

/// <summary>Everything that is wrong is said before anything is sent: with the option or file and line, what was given, and the remedy; and no secret.</summary>
public sealed class ProbeUsageTests : IDisposable
{
    private readonly ProbeHarness _probe = new();

    [Theory]
    [InlineData("--rate", "0", "give a number above 0")]
    [InlineData("--rate", "NaN", "give a number above 0")]
    [InlineData("--rate", "fast", "give a number above 0")]
    [InlineData("--max-requests", "0", "give a whole number from 1")]
    [InlineData("--max-requests", "1e9", "give a whole number from 1")]
    [InlineData("--max-pages", "-1", "give a whole number from 0")]
    [InlineData("--max-assets", "10001", "give a whole number from 0 to 10000")]
    [InlineData("--time", "10", "such as 30s, 10m or 2h")]
    [InlineData("--time", "200h", "from 1s to 168h")]
    [InlineData("--until-bound", "1", "between 0 and 1")]
    [InlineData("--background", "-1", "0 for none")]
    [InlineData("--seed", "one", "give a whole number")]
    [InlineData("--tactic", "brute-force", "Known: timed-pair")]
    [InlineData("--host", "*.example.com", "write it as cdn.example.com")]
    [InlineData("--exclude", "admin", "start it with / or *")]
    [InlineData("--fail-on", "leaks", "none of leak, warning, note and incomplete")]
    [InlineData("--html", "-", "--json -")]
    [InlineData("--json", "", "no name of a file")]
    [InlineData("--compare", "nowhere.json", "cannot be read")]
    [InlineData("--accounts", "nowhere.csv", "there is no such file")]
    [InlineData("--scenario", "nowhere.json", "there is no such file")]
    public async Task Probe_WrongValue_SaysWhichAndWhatWouldDo(string option, string value, string remedy)
    {
        await using var site = await FaultySite.StartAsync();
        string[] others = option is "--accounts" or "--scenario" ? [] : _probe.SignedIn;

        var ended = await ProbeHarness.RunAsync([site.Url.OriginalString, .. others, option, value]);

        ended.ShouldBeUsage();
        ended.Error.ShouldContain(value);
        ended.Error.ShouldContain(remedy);
        site.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("ftp://example.com/", "ftp://example.com/")]
    [InlineData("https://ann:hunter2@example.com/", "…@example.com/")]
    [InlineData("ftp://ann:hunt@er2@example.com/", "…@example.com/")]
    public async Task Probe_NoAddress_SaysWhatIsOneWithoutThePassword(string url, string shown)
    {
        var ended = await ProbeHarness.RunAsync([url, .. _probe.SignedIn]);

        ended.ShouldBeUsage();
        ended.Error.ShouldContain($"cloakroom: {shown}: not understood; give the address of a site");
        ended.Error.ShouldNotContain("hunt");
    }

    [Fact]
    public async Task Probe_EverythingWrong_SaysAllAtOnce()
    {
        await using var site = await FaultySite.StartAsync();
        var accounts = _probe.Write("bad.csv", "name,user,password\nalice,alice,hunter2,more\nbob,bob\n");
        var scenario = _probe.Write("bad.json", "{\n  \"signIn\": [ { \"methd\": \"POST\" } ],\n  \"identity\": [ { \"shows\": \"{email}\" } ],\n  \"journey\": {}\n}\n");
        var previous = _probe.Write("previous.json", "{ \"schema\": 0 }");

        var ended = await ProbeHarness.RunAsync(
            site.Url.OriginalString, "--accounts", accounts, "--scenario", scenario, "--compare", previous, "--html", _probe.At("no/such/report.html"), "--sarif", _probe.At(""),
            "--header", "hunter2", "--header", "also hunter2", "--host", "*.example.com", "--exclude", "admin");

        ended.ShouldBeUsage();
        foreach (var expected in (string[])
            [
                "bad.csv:2: has 4 values where the first line has 3 names.", "bad.csv:3: has 2 values", "bad.json:2: ", "bad.json:3: ", "bad.json:4: ", "--compare ", "--html ", "there is no such directory", "--sarif ", "is a directory",
                "--header (number 1): has no colon; give 'Name: value'.", "--header (number 2)", "'*.example.com'", "'admin'",
            ])
        {
            ended.Error.ShouldContain(expected);
        }

        ended.Error.ShouldNotContain("hunter2");
        site.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Probe_NobodyToAskAs_SaysHow()
    {
        (await ProbeHarness.RunAsync("https://127.0.0.1/")).Lines.ShouldBe(["cloakroom: probe: nobody to ask as: give --accounts accounts.csv with --scenario, or --cookie-jar twice, or users in the scenario."]);
        (await ProbeHarness.RunAsync("https://127.0.0.1/", "--accounts", _probe.At("accounts.csv"))).Error.ShouldContain("does not say how to sign in (signIn)");
    }

    [Fact]
    public async Task Probe_JarsThatWillNotDo_SaysWhyOfEach()
    {
        var one = _probe.Write("one.txt", "sid=hunter2");
        var elsewhere = _probe.Write("elsewhere.txt", "shop.example.com\tFALSE\t/\tTRUE\t0\tsid\thunter2\n");

        var ended = await ProbeHarness.RunAsync("https://127.0.0.1/", "--cookie-jar", one, "--cookie-jar", one, "--cookie-jar", elsewhere, "--cookie-jar", _probe.At("none.txt"));
        ended.ShouldBeUsage();
        ended.Error.ShouldContain("one.txt: holds the same session as an earlier file.");
        ended.Error.ShouldContain("elsewhere.txt: has no cookie for 127.0.0.1, but for shop.example.com.");
        ended.Error.ShouldContain("none.txt: there is no such file.");
        ended.Error.ShouldNotContain("hunter2");

        (await ProbeHarness.RunAsync("https://127.0.0.1/", "--cookie-jar", one)).Error.ShouldContain("is one session only. Give at least two");
        (await ProbeHarness.RunAsync(["https://127.0.0.1/", "--cookie-jar", one, .. _probe.SignedIn])).Error.ShouldContain("--accounts and --cookie-jar: give the one or the other.");
    }

    [Fact]
    public async Task Probe_TwoReportsOfOneFile_SaysSo()
    {
        var ended = await ProbeHarness.RunAsync(["https://127.0.0.1/", .. _probe.SignedIn, "--json", _probe.At("report"), "--html", _probe.At("./report")]);

        ended.ShouldBeUsage();
        ended.Error.ShouldContain("is the file of --json already. Give each report its own.");
        File.Exists(_probe.At("report")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("not json", "previous.json:1: ")]
    [InlineData("[]", "Name a file that --json wrote.")]
    [InlineData("{ \"schema\": 99 }", "has schema 99, and this version reads 2. Make it again with this version.")]
    public async Task Probe_CompareWithNoReport_SaysSoBeforeTheRun(string content, string expected)
    {
        var previous = _probe.Write("previous.json", content);

        var ended = await ProbeHarness.RunAsync(["https://127.0.0.1/", .. _probe.SignedIn, "--compare", previous]);

        ended.ShouldBeUsage();
        ended.Error.ShouldContain("--compare ");
        ended.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Watch_EverythingWrong_SaysAllAtOnce()
    {
        var ended = await ProbeHarness.RunAsync("watch", "https://127.0.0.1/", "--accounts", _probe.At("no.csv"), "--scenario", _probe.At("no.json"), "--header", "hunter2");

        ended.ShouldBeUsage();
        ended.Lines.Length.ShouldBe(3, ended.Error);
        ended.Error.ShouldNotContain("hunter2");
    }

    public void Dispose() => _probe.Dispose();
}
