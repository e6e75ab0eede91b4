using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Probe.Watch;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;

namespace Cloakroom.Cli.Probe;

/// <summary><c>cloakroom probe</c>: does anybody who asks for their own page ever get somebody else's?</summary>
internal static class ProbeCommand
{
    public static Command Create(ControlSetting setting, Func<string, string?> environment)
    {
        var (terminal, time) = (setting.Terminal, setting.Time);
        var options = new ProbeCommandOptions();
        var command = new ServerCommand("probe", "Sign in to a site with several test accounts, and find out whether anybody ever gets what is another's. Exit status 0: no; 1: yes; 3: not everything could be tested.")
        {
            options.Site,
        };
        command.EndsWhenAskedTwice = true;
        foreach (var option in options.All) command.Add(option);
        command.Add(InitCommand.Create(terminal, time));
        command.Add(WatchCommand.Create(setting));
        command.SetAction((parsed, cancellationToken) => RunAsync(terminal, options, parsed, environment, time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal, ProbeCommandOptions options, ParseResult parsed, Func<string, string?> environment, TimeProvider time, CancellationToken cancellationToken)
    {
        // Before anything is sent: nobody wants to learn after an hour that the report cannot be compared, or written.
        var problems = new List<string>();
        ProbeInputs? inputs = null;
        ProbeReport? previous = null;
        try
        {
            inputs = ProbeInputs.Read(options, parsed, environment, time);
        }
        catch (ControlException e)
        {
            problems.AddRange(e.Message.Split('\n'));
        }

        if (parsed.GetValue(options.Compare) is { } file)
        {
            (previous, var problem) = JsonReport.ReadFile(file);
            if (problem is not null) problems.Add($"--compare {problem}");
        }

        var outputs = new ReportFiles(options, parsed);
        problems.AddRange(outputs.Problems());
        foreach (var line in problems) terminal.Error.WriteLine($"cloakroom: {line}");
        if (inputs is null || problems.Count > 0) return ExitCode.Usage;

        using var run = new ProbeRun(inputs.Options, inputs.Sending, inputs.Manners, time);
        var report = await new ProbeBoard(terminal, run, time).ShowWhileAsync(() => run.RunAsync(cancellationToken));
        if (report.Failure is { } failure) terminal.Error.WriteLine($"cloakroom: {failure}");
        if (previous is not null) report = report with { Comparison = Comparison.Of(previous, report) };

        // Files first: what is written there is not lost, whatever becomes of the terminal.
        var failOn = parsed.GetValue(options.FailOn)!;
        var isWritten = outputs.Write(report, failOn, terminal);
        if (!outputs.IsStandardOutputTaken)
        {
            TextReport.WriteFindings(report, terminal.Out);
            // Whoever reads a file or the log of a CI has no width, and needs the remedies whole.
            TextReport.WriteSummary(report, terminal.Out, terminal.IsLive ? terminal.Screen.Profile.Width : int.MaxValue);
        }

        var status = ProbeExit.Of(report, failOn);
        return isWritten || status != ExitCode.Success ? status : ExitCode.Failure;
    }
}
