using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Cli.Verify;

/// <summary><c>cloakroom verify</c>: whether everybody gets their own session, before everybody is let in.</summary>
internal static class VerifyCommand
{
    public static Command Create(ControlSetting setting)
    {
        var options = new ControlOptions();
        var verify = new VerifyOptions();
        var command = new Command("verify", "Test that everybody gets their own session: canary, control feed, nodes, and two test users crosswise through the public address.") { options.Reason };
        verify.AddTo(command);
        return command.On(setting, options, async (parsed, session, format, token) =>
        {
            var verified = await RunAsync(setting, session, verify, parsed, parsed.GetValue(options.Reason) ?? "no reason given", token);
            if (format == ControlFormat.Json)
                VerifyReport.WriteJson(setting.Terminal, verified);
            else
                VerifyReport.Write(setting.Terminal.Out, verified);
            return verified.HasFailed ? ExitCode.Failure : ExitCode.Success;
        });
    }

    /// <exception cref="InputException">The scenario cannot be used; has all that is wrong.</exception>
    public static Task<Verified> RunAsync(
        ControlSetting setting, ControlSession session, VerifyOptions options, ParseResult parsed, string reason, CancellationToken cancellationToken)
    {
        var url = parsed.GetValue(options.Url);
        var scenario = parsed.GetValue(options.Scenario) is { } file && url is not null ? VerifyScenario.Read(file, url, Environment.GetEnvironmentVariable) : null;
        return new Verification(setting, session).RunAsync(url, scenario, reason, cancellationToken);
    }
}
