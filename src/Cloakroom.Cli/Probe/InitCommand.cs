using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Cli.Probe;

/// <summary><c>cloakroom probe init</c>: a first scenario, by looking at the site or out of a recording.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var site = ProbeCommandOptions.CreateSite();
        var har = new Option<string?>("--har") { Description = "Out of a recording in which somebody signs in and looks around: browsers save it as HAR, with sensitive data. Nothing is asked of the site.", HelpName = "session.har" };
        var insecure = ProbeCommandOptions.CreateInsecure();
        var command = new Command("init", "Write a first scenario to standard output, by looking at the site or out of a recording.") { site, har, insecure };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var url = parsed.GetValue(site)!;
            try
            {
                if (parsed.GetValue(har) is { } file)
                {
                    terminal.Out.Write(ScenarioRecorder.Record(file, url).Text);
                    return ExitCode.Success;
                }

                using var client = new ProbeClient(
                    new ProbeClientOptions { IgnoreCertificates = parsed.GetValue(insecure) }, new Manners(new MannersOptions { Target = url }, time), [], time);
                var sketch = new ScenarioSketch(client, url);
                var draft = await sketch.LookAsync(cancellationToken);
                if (sketch.HasAnswered) terminal.Out.Write(draft.Text);
                foreach (var problem in sketch.Problems) terminal.Error.WriteLine($"cloakroom: {Text.Printable(problem)}");
                return sketch.Problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
            }
            catch (InputException e)
            {
                foreach (var line in e.Message.Split('\n')) terminal.Error.WriteLine($"cloakroom: {line}");
                return ExitCode.Usage;
            }
        });
        return command;
    }
}
