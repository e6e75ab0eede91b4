using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Verify;

namespace Cloakroom.Cli.Control;

/// <summary>What asks and changes what is in force on all nodes of a store: the top of the command line, since it is typed at three in the morning.</summary>
internal static class ControlCommands
{
    public static Command[] Create(ControlSetting setting) =>
    [
        Status(setting),
        .. ModeCommands.Create(setting),
        RevokeCommand.Create(setting),
        VerifyCommand.Create(setting),
        EraseCommand.Create(setting),
        ForgetCommand.Create(setting),
        History(setting),
        Mixups(setting),
    ];

    /// <summary>Adds what every command on a store has, and what it does.</summary>
    public static Command On(
        this Command command,
        ControlSetting setting,
        ControlOptions options,
        Func<ParseResult, ControlSession, ControlFormat, CancellationToken, Task<int>> run)
    {
        command.Add(options.Format);
        options.Store.AddTo(command);
        command.SetAction((parsed, token) => ControlSession.RunAsync(
            setting, () => options.Store.Find(parsed, setting.Environment), session => run(parsed, session, parsed.GetValue(options.Format), token), token));
        return command;
    }

    /// <summary>Adds the reason, which it cannot do without, and, where nodes have to hear of it, how long to wait until it is in force.</summary>
    public static Command WithReason(this Command command, ControlOptions options, bool waits = true)
    {
        command.Add(options.Reason);
        if (waits)
            command.Add(options.Wait);
        command.Validators.Add(result =>
        {
            if (!IsGiven(result, options.Reason))
                result.AddError($"{command.Name}: say why: --reason TEXT.");
        });
        return command;
    }

    public static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static Command Status(ControlSetting setting) => new Command("status", "Is all well? What is in force, which nodes are running, which incidents are open, what was changed last.")
        .On(setting, new ControlOptions(), (_, session, format, token) => new StatusReport(setting).WriteAsync(session, format, token));

    private static Command History(ControlSetting setting)
    {
        var options = new ControlOptions();
        return new Command("history", "Who changed what, when and why, newest first.") { options.Last }
            .On(setting, options, (parsed, session, format, token) => HistoryReport.WriteAsync(setting, session, format, parsed.GetValue(options.Last), token));
    }

    private static Command Mixups(ControlSetting setting)
    {
        var options = new ControlOptions();
        return new Command("mixups", "What the journal has: mix-ups with both parties, newest first.") { options.Last }
            .On(setting, options, (parsed, session, format, token) => MixupReport.WriteAsync(setting, session, format, parsed.GetValue(options.Last), token));
    }
}
