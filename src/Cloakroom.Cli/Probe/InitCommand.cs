using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Accounts;
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
        var jar = new Option<string?>("--cookie-jar")
        {
            Description = "Look as somebody who is signed in as well, and so see how to sign out: the cookies of a browser's session. Only read with; nothing of it is written out.",
            HelpName = "session.txt",
        };
        var insecure = ProbeCommandOptions.CreateInsecure();
        var command = new Command("init", "Write a first scenario to standard output, by looking at the site or out of a recording.") { site, har, jar, insecure };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var url = parsed.GetValue(site)!;
            try
            {
                if (parsed.GetValue(har) is { } file)
                {
                    if (parsed.GetValue(jar) is not null)
                        throw new ControlException("--har and --cookie-jar: give the one or the other.");
                    terminal.Out.Write(ScenarioRecorder.Record(file, url).Text);
                    return ExitCode.Success;
                }

                var member = parsed.GetValue(jar) is { } session ? JarFile.ReadAccount(session, url, time) : null;
                using var client = new ProbeClient(
                    new ProbeClientOptions { IgnoreCertificates = parsed.GetValue(insecure) }, new Manners(new MannersOptions { Target = url }, time), [], time);
                var sketch = new ScenarioSketch(client, url, member);
                var draft = await sketch.LookAsync(cancellationToken);
                if (sketch.HasAnswered) terminal.Out.Write(draft.Text);
                foreach (var problem in sketch.Problems) terminal.Error.WriteLine($"cloakroom: {Text.Printable(problem)}");
                return sketch.Problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
            }
            catch (Exception e) when (e is InputException or ControlException)
            {
                foreach (var line in e.Message.Split('\n')) terminal.Error.WriteLine($"cloakroom: {line}");
                return ExitCode.Usage;
            }
        });
        return command;
    }
}
