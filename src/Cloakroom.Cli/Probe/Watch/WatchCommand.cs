using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Alerts;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Watching;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary><c>cloakroom probe watch</c>: the probe all day, on synthetic accounts, with its findings among the mix-ups.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan DefaultRound = TimeSpan.FromMinutes(10);

    public static Command Create(ControlSetting setting)
    {
        var options = new WatchCommandOptions();
        var command = new ServerCommand(
            "watch",
            "Probe again and again at a gentle rate, and raise what leaks as mix-ups of a store: in its incidents, alerts and console. Exit status, when it is stopped: 0 nothing leaks; 1 something does; 3 the last round tested nothing.")
        {
            options.Probe.Site,
        };
        command.EndsWhenAskedTwice = true;
        foreach (var option in options.All) command.Add(option);
        options.Store.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(setting, options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ControlSetting setting, WatchCommandOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = setting.Terminal;
        WatchOptions watch;
        string? file;
        AlertOptions? alerts;
        var health = parsed.GetValue(options.Health) is { } path ? new HealthFile(path) : null;
        try
        {
            var inputs = ProbeInputs.Read(options.Probe, parsed, name => setting.Environment.GetValueOrDefault(name), setting.Time);
            watch = new WatchOptions
            {
                Probe = inputs.Options with { Time = parsed.GetValue(options.Probe.Time) ?? DefaultRound, UntilTime = false, UntilBound = null },
                Sending = inputs.Sending,
                Manners = inputs.Manners,
                Every = parsed.GetValue(options.Every),
                Rounds = parsed.GetValue(options.Rounds),
                UntilLeak = parsed.GetValue(options.UntilLeak),
            };
            file = options.Store.IsGiven(parsed) ? options.Store.Find(parsed, setting.Environment) : null;
            alerts = file is null ? null : options.Alerts.Find(options.Store.Configuration(parsed), parsed, setting);
            health?.RequireWritable();
        }
        catch (ControlException e)
        {
            foreach (var line in e.Message.Split('\n')) terminal.Error.WriteLine($"cloakroom: {line}");
            return ExitCode.Usage;
        }

        var lines = new WatchLines(terminal, parsed.GetValue(options.Json));
        if (file is null)
        {
            terminal.Error.WriteLine("cloakroom: no store is named (--store, --data or --config): what leaks is said here, and in no incident, alert or console.");
            return await WatchAsync(watch, null, lines, health, setting, cancellationToken);
        }

        return await ControlSession.RunAsync(
            setting,
            () => file,
            async session =>
            {
                await using var journal = new FindingJournal(session.Store, session.Calls, session.Telemetry, watch.Probe.Site, alerts, lines, setting.Time);
                return await WatchAsync(watch, journal, lines, health, setting, cancellationToken);
            },
            cancellationToken);
    }

    private static async Task<int> WatchAsync(WatchOptions options, FindingJournal? journal, WatchLines lines, HealthFile? health, ControlSetting setting, CancellationToken cancellationToken)
    {
        var ledger = new FindingLedger(setting.Time);
        if (journal is not null) await journal.StartAsync(ledger);
        var rounds = 0;
        var raised = 0;
        var last = await new ProbeWatch(options, ledger, setting.Time).RunAsync(
            async round =>
            {
                rounds = round.Number;
                raised += round.Raised.Count;
                if (journal is not null) await journal.TakeAsync(round);
                lines.Tell(round, options.Probe.Site, journal?.Waiting ?? 0);
                if (health?.Write(round, journal?.Waiting ?? 0) is { } problem) lines.Warn(problem);
            },
            cancellationToken);
        if (journal is not null) await journal.StopAsync();
        lines.Summarise(rounds, raised, last, journal?.Lost ?? 0);
        return last.Present > 0 ? ProbeExit.Findings : last.LastTestedAt is null || last is { HasTested: false, Report.End: not EndReason.Interrupted } ? ProbeExit.Incomplete : ProbeExit.Clean;
    }
}
