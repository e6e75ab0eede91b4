using System.Text.Json;
using System.Xml.Linq;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Faults;
using Cloakroom.Probe.Tests.Watching;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Cli;

/// <summary>What a run says where, and with which exit status.</summary>
public sealed class ProbeCommandTests : IDisposable
{
    private readonly ProbeHarness _probe = new();

    [Fact]
    public async Task Probe_EveryOption_IsHeardAndEveryReportWritten()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<string?>();
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            seen.Add(context.Request.Headers["X-Known-Probe"]);
            return Task.FromResult(false);
        });
        var first = await ProbeHarness.RunAsync([site.Url.OriginalString, .. _probe.Short, "--json", "-"]);
        first.Status.ShouldBe(ProbeExit.Clean, first.ToString());
        using (var report = JsonDocument.Parse(first.Out))
            report.RootElement.GetProperty("verdict").GetString().ShouldBe("clean");
        var previous = _probe.Write("previous.json", first.Out);
        seen.Clear();

        var ended = await ProbeHarness.RunAsync(
            [
                site.Url.OriginalString, .. _probe.Short, "--time", "20s", "--until-bound", "0.2", "--max-requests", "5000", "--background", "5", "--seed", "7", "--host", "static.example.com",
                "--exclude", "/admin/", "--robots", "--header", "X-Known-Probe: yes", "--insecure", "--json", _probe.At("r.json"), "--html", _probe.At("r.html"), "--junit", _probe.At("r.xml"),
                "--sarif", _probe.At("r.sarif"), "--compare", previous, "--fail-on", "warning,incomplete",
            ]);

        ended.Status.ShouldBe(ProbeExit.Clean, ended.ToString());
        ended.Out.ShouldContain("Compared with");
        ended.Out.ShouldNotContain("\u001b");
        seen.ShouldAllBe(field => field == "yes");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_probe.At("r.json"), TestContext.Current.CancellationToken));
        json.RootElement.GetProperty("seed").GetInt32().ShouldBe(7);
        json.RootElement.GetProperty("comparison").ValueKind.ShouldBe(JsonValueKind.Object);
        XDocument.Load(_probe.At("r.xml")).Root!.Name.LocalName.ShouldStartWith("testsuite");
        using var sarif = JsonDocument.Parse(await File.ReadAllTextAsync(_probe.At("r.sarif"), TestContext.Current.CancellationToken));
        sarif.RootElement.GetProperty("version").GetString().ShouldBe("2.1.0");
        (await File.ReadAllTextAsync(_probe.At("r.html"), TestContext.Current.CancellationToken)).ShouldStartWith("<!doctype html>", Case.Insensitive);
    }

    /// <summary>Red before the change, green after it, and the comparison says so.</summary>
    [Fact]
    public async Task Probe_LeakThenMended_ExitsWithOneThenZeroAndCompares()
    {
        await using (var leaky = await LeakySite.StartAsync())
        {
            var red = await ProbeHarness.RunAsync([leaky.Url.OriginalString, .. _probe.Short, "--fail-on", "leak", "--json", _probe.At("before.json")]);
            red.Status.ShouldBe(ProbeExit.Findings, red.ToString());
            red.Out.ShouldContain("LEAK");
            red.Out.ShouldNotContain("@mail.example.test");
        }

        await using var mended = await FaultySite.StartAsync();
        var green = await ProbeHarness.RunAsync([mended.Url.OriginalString, .. _probe.Short, "--compare", _probe.At("before.json"), "--json", _probe.At("after.json")]);
        green.Status.ShouldBe(ProbeExit.Clean, green.ToString());
        green.Out.ShouldContain("Compared with");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_probe.At("after.json"), TestContext.Current.CancellationToken));
        json.RootElement.GetProperty("comparison").GetProperty("findings").EnumerateArray().ShouldContain(one => one.GetProperty("change").GetString() == "gone");
    }

    [Fact]
    public async Task Probe_SiteDown_SaysAllOfItAndExitsWithThreeWhateverFails()
    {
        var ended = await ProbeHarness.RunAsync([Nowhere(), .. _probe.Short, "--fail-on", "leak"]);

        ended.Status.ShouldBe(ProbeExit.Incomplete, ended.ToString());
        // Into a file, each line is whole, the remedy with it.
        ended.Out.ShouldContain("account alice: signIn[0]: no answer (connection refused). Mend its values or the scenario's signIn.");
        ended.Out.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Probe_SomethingUntested_FailOnDecides()
    {
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            var isScript = context.Request.Path == "/s/app.js";
            if (isScript) context.Response.Headers.ContentEncoding = "made-up";
            return Task.FromResult(false);
        });

        (await ProbeHarness.RunAsync([site.Url.OriginalString, .. _probe.Short])).Status.ShouldBe(ProbeExit.Incomplete);
        (await ProbeHarness.RunAsync([site.Url.OriginalString, .. _probe.Short, "--fail-on", "leak"])).Status.ShouldBe(ProbeExit.Clean);
    }

    [Fact]
    public async Task Probe_ReportThatCannotBeWrittenInTheEnd_SaysSoAndIsNoSuccess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a file that is always full.");
        await using var site = await FaultySite.StartAsync();

        var ended = await ProbeHarness.RunAsync([site.Url.OriginalString, .. _probe.Short, "--html", "/dev/full", "--json", _probe.At("r.json")]);

        ended.Status.ShouldBe(1, ended.ToString());
        ended.Error.ShouldContain("--html /dev/full: cannot be written");
        File.Exists(_probe.At("r.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Init_SiteDown_SaysSoOnceAndWritesNothing()
    {
        var ended = await ProbeHarness.RunAsync("init", Nowhere());

        ended.Status.ShouldBe(1, ended.ToString());
        ended.Out.ShouldBeEmpty();
        ended.Lines.ShouldBe(["cloakroom: /: no answer (connection refused)"]);
    }

    [Fact]
    public async Task Init_Site_WritesAScenarioThatCanBeRun()
    {
        await using var site = await FaultySite.StartAsync();

        var ended = await ProbeHarness.RunAsync("init", site.Url.OriginalString);

        ended.Status.ShouldBe(0, ended.ToString());
        ended.Error.ShouldBeEmpty();
        Cloakroom.Probe.Scenarios.ScenarioFile.Parse("shop.json", ended.Out, _ => null);
    }

    public void Dispose() => _probe.Dispose();

    /// <summary>Where nobody listens.</summary>
    private static string Nowhere() => $"http://127.0.0.1:{FreePort.Take()}/";
}
