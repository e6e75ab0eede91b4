using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cloakroom.Probe.Tests.Faults;

namespace Cloakroom.Probe.Tests.Cli;

/// <summary>What only a process of its own shows: signals, and its two outputs.</summary>
public sealed class ProbeProcessTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly ProbeHarness _probe = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CtrlC_InMidRun_WritesTheReportAndExitsWith130()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill.");
        await using var site = await FaultySite.StartAsync();
        using var probe = Start(site.Url.OriginalString, [.. _probe.SignedIn, "--time", "10m", "--json", "-", "--html", _probe.At("r.html")]);
        var (said, error) = (probe.StandardOutput.ReadToEndAsync(Ct), probe.StandardError.ReadToEndAsync(Ct));
        await UntilAsync(() => site.Requests > 40, probe);

        await SignalAsync(probe);
        await probe.WaitForExitAsync(Ct).WaitAsync(Hang, Ct);

        probe.ExitCode.ShouldBe(130, await error);
        (await error).ShouldContain("cloakroom: stopping; once more (Ctrl-C) ends it at once, without a report.");
        (await error).ShouldNotContain("   at ");
        // JSON and nothing else.
        using var report = JsonDocument.Parse(await said);
        report.RootElement.GetProperty("end").GetString().ShouldBe("interrupted");
        report.RootElement.GetProperty("verdict").GetString().ShouldBe("incomplete");
        report.RootElement.GetProperty("load").GetProperty("requests").GetInt64().ShouldBeGreaterThan(30);
        File.Exists(_probe.At("r.html")).ShouldBeTrue();
        (await said + await error).ShouldNotContain("\u001b");
    }

    /// <summary>Its report goes to where nobody reads it, and so it waits.</summary>
    [Fact]
    public async Task CtrlC_Twice_EndsAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill.");
        await using var site = await FaultySite.StartAsync();
        var pipe = _probe.At("pipe");
        using (var made = Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync(Ct);
        using var probe = Start(site.Url.OriginalString, [.. _probe.SignedIn, "--time", "10m", "--html", pipe]);
        var (said, error) = (probe.StandardOutput.ReadToEndAsync(Ct), probe.StandardError.ReadToEndAsync(Ct));
        // Whether it can be written is tried before the run.
        await Task.Run(() => File.Open(pipe, FileMode.Open, FileAccess.Read).Dispose(), Ct).WaitAsync(Hang, Ct);
        await UntilAsync(() => site.Requests > 40, probe);

        await SignalAsync(probe);
        var first = probe.WaitForExitAsync(Ct);
        await Task.WhenAny(first, Task.Delay(3000, Ct));
        first.IsCompleted.ShouldBeFalse();
        await SignalAsync(probe);
        await first.WaitAsync(TimeSpan.FromSeconds(10), Ct);

        probe.ExitCode.ShouldBe(130, await error + await said);
    }

    /// <summary>Whatever ends it, it ends as with Ctrl-C. SIGHUP comes twice, as it does from a shell that is closed.</summary>
    [Theory]
    [InlineData("TERM", 1, 143)]
    [InlineData("HUP", 2, 129)]
    public async Task Signal_InMidRun_WritesTheReportAndExitsWithItsNumber(string signal, int times, int status)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill.");
        await using var site = await FaultySite.StartAsync();
        using var probe = Start(site.Url.OriginalString, [.. _probe.SignedIn, "--time", "10m", "--json", _probe.At("r.json")]);
        var (said, error) = (probe.StandardOutput.ReadToEndAsync(Ct), probe.StandardError.ReadToEndAsync(Ct));
        await UntilAsync(() => site.Requests > 40, probe);

        for (var i = 0; i < times; i++)
            await SignalAsync(probe, signal);
        await probe.WaitForExitAsync(Ct).WaitAsync(Hang, Ct);

        probe.ExitCode.ShouldBe(status, await error + await said);
        (await error).ShouldNotContain("   at ");
        ShouldBeInterrupted("r.json");
    }

    [Fact]
    public async Task Terminal_ClosedInMidRun_WritesTheReport()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A terminal is made with script.");
        await using var site = await FaultySite.StartAsync();
        string[] args = [.. Cli, "probe", site.Url.OriginalString, .. _probe.SignedIn, "--time", "10m", "--json", _probe.At("r.json")];
        // The system tells the shell, which tells what it has started, as those do that people use.
        var command = $"trap 'kill -HUP $!' HUP; {string.Join(' ', args.Select(arg => $"'{arg}'"))} & wait $!; wait $!; echo $? > '{_probe.At("status")}'";
        using var terminal = Process.Start(new ProcessStartInfo("script", ["-qec", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var shown = terminal.StandardOutput.ReadToEndAsync(Ct);
        await UntilAsync(() => site.Requests > 40, terminal);

        terminal.Kill();
        (await shown).ShouldNotContain("   at ");

        await UntilAsync(() => File.Exists(_probe.At("status")) && File.ReadAllText(_probe.At("status")).Length > 0);
        File.ReadAllText(_probe.At("status")).ShouldBe("129\n");
        ShouldBeInterrupted("r.json");
    }

    /// <summary>nohup: whoever has SIGHUP ignored wants it to go on.</summary>
    [Fact]
    public async Task Hangup_Ignored_GoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill.");
        await using var site = await FaultySite.StartAsync();
        using var probe = Start(site.Url.OriginalString, [.. _probe.SignedIn, "--time", "10m"], "--ignore-signal=HUP");
        var (said, error) = (probe.StandardOutput.ReadToEndAsync(Ct), probe.StandardError.ReadToEndAsync(Ct));
        await UntilAsync(() => site.Requests > 40, probe);

        await SignalAsync(probe, "HUP");
        var before = site.Requests;
        await UntilAsync(() => site.Requests > before + 20, probe);
        await SignalAsync(probe, "INT");
        await probe.WaitForExitAsync(Ct).WaitAsync(Hang, Ct);

        probe.ExitCode.ShouldBe(130, await error + await said);
    }

    /// <summary>A watch says by its status how things were, whatever has ended it.</summary>
    [Fact]
    public async Task Watch_Hangup_TellsOfTheRoundAndEnds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill.");
        await using var site = await FaultySite.StartAsync();
        using var probe = Start("watch", [site.Url.OriginalString, .. _probe.SignedIn, "--rate", "500", "--time", "10m", "--health", _probe.At("health.json")]);
        var (said, error) = (probe.StandardOutput.ReadToEndAsync(Ct), probe.StandardError.ReadToEndAsync(Ct));
        await UntilAsync(() => site.Requests > 120, probe);

        await SignalAsync(probe, "HUP");
        await SignalAsync(probe, "HUP");
        await probe.WaitForExitAsync(Ct).WaitAsync(Hang, Ct);

        probe.ExitCode.ShouldBe(0, await error + await said);
        (await said).ShouldContain("round 1: ");
        (await said).ShouldContain("1 round, 0 findings raised");
        File.ReadAllText(_probe.At("health.json")).ShouldContain("\"testing\"");
    }

    public void Dispose() => _probe.Dispose();

    private static string[] Cli => ["env", .. Heard, "dotnet", Path.Combine(AppContext.BaseDirectory, "Cloakroom.Cli.dll")];

    // Whoever runs the tests in the background has signals ignored, which programs inherit.
    private static string[] Heard => ["--default-signal=INT,TERM,HUP"];

    private void ShouldBeInterrupted(string file)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(_probe.At(file)));
        report.RootElement.GetProperty("end").GetString().ShouldBe("interrupted");
        report.RootElement.GetProperty("load").GetProperty("requests").GetInt64().ShouldBeGreaterThan(30);
    }

    private static Process Start(string first, string[] args, params string[] signals)
    {
        var start = new ProcessStartInfo(Cli[0], [.. Heard, .. signals, .. Cli[^2..], "probe", first, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task SignalAsync(Process process, string signal = "INT")
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Ct);
    }

    private static async Task UntilAsync(Func<bool> isTrue, Process? process = null)
    {
        for (var i = 0; i < 1200 && !isTrue(); i++)
        {
            (process is { HasExited: true }).ShouldBeFalse();
            await Task.Delay(50, Ct);
        }

        isTrue().ShouldBeTrue();
    }
}
