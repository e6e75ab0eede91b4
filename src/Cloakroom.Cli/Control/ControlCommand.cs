using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom control</c>: speaks to running edges through the store that they share.</summary>
internal static class ControlCommand
{
    public static Command Create(ControlSetting setting)
    {
        var options = new ControlOptions();
        var command = new Command("control", "Tell running edges what to do: end sessions, close parts of the service. And ask what is in force, and who is running.")
        {
            options.Data, options.Config, options.Format,
        };
        foreach (var build in new[] { Status, Mode, Revoke, History, Mixups })
        {
            var part = build(setting, options);
            part.Validators.Add(result =>
            {
                if (result.GetResult(options.Data) is not null && result.GetResult(options.Config) is not null)
                    result.AddError("--data and --config: give one of them.");
            });
            command.Add(part);
        }

        return command;
    }

    private static Command Status(ControlSetting setting, ControlOptions options)
    {
        var command = new Command("status", "What is in force, which edges are running, and what was changed last.");
        command.SetAction((parsed, token) => RunAsync(setting, options, parsed, new StatusReport(setting).WriteAsync, token));
        return command;
    }

    private static Command Mode(ControlSetting setting, ControlOptions options)
    {
        var mode = new Argument<CloakroomMode>("mode")
        {
            Description = "sign-in-closed: nobody can sign in. read-only: nothing can be changed, but people can sign out. closed: static paths alone are served. open: everything is.",
            HelpName = string.Join('|', ModeNames.All),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (!ModeNames.TryParse(text, out var parsed)) result.AddError($"mode {Text.Printable(text)}: not understood; give {ModeNames.Choice}.");
                return parsed;
            },
        };
        var command = new Command("mode", "Close sign-in, all changes, or everything; or open it again.") { mode, options.Reason, options.Wait };
        RequireReason(command, options);
        command.SetAction((parsed, token) => RunAsync(
            setting,
            options,
            parsed,
            (session, format, cancel) => new Change(setting, session, format, parsed.GetValue(options.Wait))
                .SetModeAsync(parsed.GetValue(mode), parsed.GetValue(options.Reason)!, cancel),
            token));
        return command;
    }

    private static Command Revoke(ControlSetting setting, ControlOptions options)
    {
        var command = new Command("revoke", "End sessions: single ones, those of a browser, or all. It works for sessions that live wholly in cookies, too.")
        {
            options.Sessions, options.Bindings, options.All, options.Reason, options.Wait,
        };
        RequireReason(command, options);
        command.Validators.Add(result =>
        {
            var all = result.GetResult(options.All) is { Implicit: false };
            var single = result.GetResult(options.Sessions) is { Implicit: false } || result.GetResult(options.Bindings) is { Implicit: false };
            if (!all && !single) result.AddError("revoke: say what to end: --session TAG, --binding TAG or --all.");
            else if (all && single) result.AddError("revoke: --all ends everything; leave out --session and --binding.");
        });
        command.SetAction((parsed, token) => RunAsync(
            setting,
            options,
            parsed,
            (session, format, cancel) =>
            {
                var change = new Change(setting, session, format, parsed.GetValue(options.Wait));
                var reason = parsed.GetValue(options.Reason)!;
                return parsed.GetValue(options.All)
                    ? change.RevokeAllAsync(reason, cancel)
                    : change.RevokeAsync(parsed.GetValue(options.Sessions) ?? [], parsed.GetValue(options.Bindings) ?? [], reason, cancel);
            },
            token));
        return command;
    }

    private static Command History(ControlSetting setting, ControlOptions options)
    {
        var command = new Command("history", "Who changed what, when and why, newest first.") { options.Last };
        command.SetAction((parsed, token) => RunAsync(
            setting, options, parsed, (session, format, cancel) => HistoryReport.WriteAsync(setting, session, format, parsed.GetValue(options.Last), cancel), token));
        return command;
    }

    private static Command Mixups(ControlSetting setting, ControlOptions options)
    {
        var command = new Command("mixups", "What the journal has: mix-ups with both parties, newest first.") { options.Last };
        command.SetAction((parsed, token) => RunAsync(
            setting, options, parsed, (session, format, cancel) => MixupReport.WriteAsync(setting, session, format, parsed.GetValue(options.Last), cancel), token));
        return command;
    }

    private static void RequireReason(Command command, ControlOptions options) => command.Validators.Add(result =>
    {
        if (result.GetResult(options.Reason) is null or { Implicit: true }) result.AddError($"{command.Name}: say why: --reason TEXT.");
    });

    private static Task<int> RunAsync(
        ControlSetting setting,
        ControlOptions options,
        ParseResult parsed,
        Func<ControlSession, ControlFormat, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken) => ControlSession.RunAsync(
            setting,
            () => StoreLocation.Find(parsed.GetValue(options.Data), parsed.GetValue(options.Config), setting.Environment),
            session => run(session, parsed.GetValue(options.Format), cancellationToken),
            cancellationToken);
}
