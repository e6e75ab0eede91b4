using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Probe.Watch;
using Cloakroom.Probe.Inputs;
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
        var command = new Command("probe", "Sign in to a site with several test accounts, and find out whether anybody ever gets what is another's. Exit status 0: no; 1: yes; 3: not everything could be tested.") { options.Site };
        foreach (var option in options.All) command.Add(option);
        command.Add(InitCommand.Create(terminal, time));
        command.Add(WatchCommand.Create(setting));
        command.SetAction((parsed, cancellationToken) => RunAsync(terminal, options, parsed, environment, time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal, ProbeCommandOptions options, ParseResult parsed, Func<string, string?> environment, TimeProvider time, CancellationToken cancellationToken)
    {
        ProbeInputs inputs;
        ProbeReport? previous = null;
        var outputs = new ReportFiles(options, parsed);
        try
        {
            inputs = ProbeInputs.Read(options, parsed, environment, time);
            // Before anything is sent: nobody wants to learn after an hour that the report cannot be compared, or written.
            if (parsed.GetValue(options.Compare) is { } file)
            {
                (previous, var problem) = JsonReport.ReadFile(file);
                if (problem is not null) throw new ControlException(problem);
            }

            outputs.RequireWritable();
        }
        catch (Exception e) when (e is InputException or ControlException)
        {
            foreach (var line in e.Message.Split('\n')) terminal.Error.WriteLine($"cloakroom: {line}");
            return ExitCode.Usage;
        }

        using var run = new ProbeRun(inputs.Options, inputs.Sending, inputs.Manners, time);
        var report = await new ProbeBoard(terminal, run, time).ShowWhileAsync(() => run.RunAsync(cancellationToken));
        if (previous is not null) report = report with { Comparison = Comparison.Of(previous, report) };

        var isPiped = outputs.IsStandardOutputTaken;
        if (!isPiped)
        {
            TextReport.WriteFindings(report, terminal.Out);
            TextReport.WriteSummary(report, terminal.Out);
        }

        var failOn = parsed.GetValue(options.FailOn)!;
        return outputs.Write(report, failOn, terminal) ? ProbeExit.Of(report, failOn) : ExitCode.Failure;
    }
}
