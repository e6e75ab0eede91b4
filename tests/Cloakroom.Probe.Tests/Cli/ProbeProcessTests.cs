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

    public void Dispose() => _probe.Dispose();

    private static Process Start(string site, string[] args)
    {
        // Whoever runs the tests in the background has SIGINT ignored, which programs inherit.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Cloakroom.Cli.dll"), "probe", site, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task SignalAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Ct);
    }

    private static async Task UntilAsync(Func<bool> isTrue, Process process)
    {
        for (var i = 0; i < 1200 && !isTrue(); i++)
        {
            process.HasExited.ShouldBeFalse();
            await Task.Delay(50, Ct);
        }

        isTrue().ShouldBeTrue();
    }
}
