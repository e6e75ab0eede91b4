using System.CommandLine;
using Cloakroom.Cli.Verify;
using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom signin close|open</c>, <c>read-only</c> and <c>lockdown</c>. What lets more through than before is verified first.</summary>
internal static class ModeCommands
{
    private const int MaxReason = 500;

    public static Command[] Create(ControlSetting setting) =>
    [
        new Command("signin", "Close sign-in; or open it, and everything else, again.")
        {
            Mode(setting, CloakroomMode.SignInClosed, "close", "Nobody can sign in; who is signed in goes on."),
            Mode(setting, CloakroomMode.Open, "open", "Back to normal from signin close, read-only and lockdown, once cloakroom verify finds nothing wrong."),
        },
        Mode(setting, CloakroomMode.ReadOnly, "read-only", "Nobody can sign in or change anything; people can still look, and sign out. Back: signin open."),
        Mode(setting, CloakroomMode.Closed, "lockdown", "Nobody gets in at all: sessions are refused, and at edges all but static paths. Back: signin open."),
    ];

    private static Command Mode(ControlSetting setting, CloakroomMode mode, string name, string description)
    {
        var options = new ControlOptions();
        var verify = new VerifyOptions();
        var force = new Option<bool>("--force") { Description = "Let more through although verification fails or is incomplete. The history keeps that." };
        var command = new Command(name, description).WithReason(options);
        verify.AddTo(command);
        command.Add(force);
        return command.On(setting, options, async (parsed, session, format, token) =>
        {
            var reason = parsed.GetValue(options.Reason)!;
            var now = await session.ReadModeAsync(token);
            if (now.Mode == mode)
            {
                setting.Terminal.Error.WriteLine(
                    $"cloakroom: the mode is {ModeNames.Of(mode)} already{(now == ModeState.Initial ? "" : $", since {Text.Time(now.Since)}, by {Text.Printable(now.By)}")}. Nothing was changed.");
                return ExitCode.Success;
            }

            if (mode < now.Mode)
            {
                var verified = await VerifyCommand.RunAsync(setting, session, verify, parsed, reason, token);
                VerifyReport.Write(format == ControlFormat.Json ? setting.Terminal.Error : setting.Terminal.Out, verified);
                if (!verified.IsPassed && !parsed.GetValue(force))
                {
                    setting.Terminal.Error.WriteLine(
                        $"cloakroom: the mode stays {ModeNames.Of(now.Mode)}: {verified.Summary}. Put that right{(verified.Untested ? ", test with --url and --scenario" : "")}, or open all the same with --force.");
                    return ExitCode.Failure;
                }

                if (!verified.IsPassed)
                    reason = Forced(reason, verified.Summary);
            }

            return await new Change(setting, session, format, parsed.GetValue(options.Wait)).SetModeAsync(now, mode, reason, token);
        });
    }

    private static string Forced(string reason, string summary)
    {
        var forced = $"{reason} [forced: {summary}]";
        return forced.Length <= 2 * MaxReason ? forced : forced[..(2 * MaxReason)];
    }
}
