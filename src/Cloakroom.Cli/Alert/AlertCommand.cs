using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Alerts;
using Cloakroom.Cli.Control;
using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Alert;

/// <summary><c>cloakroom alert</c>: what those were told who are to be told, and whether it arrives.</summary>
internal static class AlertCommand
{
    public static Command Create(ControlSetting setting)
    {
        var options = new AlertCommandOptions();
        var command = new Command("alert", "Alerts of incidents: what was sent, what waits, what was given up; try again, and try whether they arrive.")
        {
            options.Format, List(setting, options), Retry(setting, options), Test(setting, options),
        };
        options.Store.AddTo(command);
        return command;
    }

    private static Command List(ControlSetting setting, AlertCommandOptions options)
    {
        var command = new Command("list", "How each destination does, and what was sent to it, newest first.") { options.State, options.To, options.Last };
        command.SetAction((parsed, token) => ControlSession.RunAsync(
            setting,
            () => options.Store.Find(parsed, setting.Environment),
            async session =>
            {
                var since = setting.Time.GetUtcNow() - TimeSpan.FromDays(1);
                var totals = await session.Calls.ReadAsync("count-alerts", inner => session.Store.CountAlertsAsync(since, inner), token);
                var deliveries = await session.Calls.ReadAsync(
                    "read-alerts", inner => session.Store.ReadAlertsAsync(parsed.GetValue(options.State), parsed.GetValue(options.To), parsed.GetValue(options.Last), inner), token);
                AlertReport.WriteList(setting.Terminal, totals, deliveries, parsed.GetValue(options.Format));
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Retry(ControlSetting setting, AlertCommandOptions options)
    {
        var command = new Command("retry", "Send again what was given up. A process that runs does it within a second.") { options.To, options.Reason };
        command.Validators.Add(result =>
        {
            if (result.GetResult(options.Reason) is null or { Implicit: true }) result.AddError("retry: say why: --reason TEXT.");
        });
        command.SetAction((parsed, token) => ControlSession.RunAsync(
            setting,
            () => options.Store.Find(parsed, setting.Environment),
            async session =>
            {
                var to = parsed.GetValue(options.To);
                var entry = new ControlEntry(setting.Time.GetUtcNow().TruncateToMilliseconds(), $"alert retry{(to is null ? "" : $" to {to}")}", setting.Operator, parsed.GetValue(options.Reason)!);
                var count = await session.Calls.WriteAsync("retry-alerts", inner => session.Store.RetryAlertsAsync(to, entry, inner), token);
                AlertReport.WriteRetried(setting.Terminal, count, parsed.GetValue(options.Format));
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Test(ControlSetting setting, AlertCommandOptions options)
    {
        var command = new Command("test", "Send a test to every destination of a configuration, and say what each answered. Needs no store.") { options.To, options.Source.Settings };
        command.SetAction(async (parsed, token) =>
        {
            try
            {
                var alerts = options.Source.Read(options.Store.Configuration(parsed), parsed, setting);
                return await new AlertTest(setting).RunAsync(alerts, parsed.GetValue(options.To), parsed.GetValue(options.Format), token);
            }
            catch (ControlException e)
            {
                setting.Terminal.Error.WriteLine($"cloakroom: {Text.Printable(e.Message)}");
                return ExitCode.Failure;
            }
        });
        return command;
    }
}
