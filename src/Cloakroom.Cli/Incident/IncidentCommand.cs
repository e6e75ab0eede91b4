using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Control;
using Cloakroom.Incidents;
using Cloakroom.Rates;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Incident;

/// <summary><c>cloakroom incident</c>: what belongs together, what is known of it, and what people have to add.</summary>
internal static class IncidentCommand
{
    public static Command Create(ControlSetting setting)
    {
        var options = new IncidentOptions();
        var command = new Command("incident", "Mix-ups that belong together: look at them, write down what is found out, say when it is over.")
        {
            options.Format, List(setting, options), Show(setting, options), Report(setting, options), Open(setting, options), Note(setting, options),
            Contain(setting, options), Close(setting, options), Notice.NoticeCommand.Create(setting, options),
        };
        options.Store.AddTo(command);
        return command;
    }

    /// <exception cref="ControlException">There is none of that id.</exception>
    public static async Task<IncidentFile> FindAsync(ControlSession session, string id, CancellationToken cancellationToken) =>
        await session.Calls.ReadAsync("find-incident", token => session.Store.FindIncidentAsync(id, token), cancellationToken)
        ?? throw new ControlException($"{Text.Printable(id)}: no incident of that id is in the store. See those that are: cloakroom incident list.");

    private static Command List(ControlSetting setting, IncidentOptions options)
    {
        var command = new Command("list", "Incidents, those opened last first.") { options.Last };
        command.SetAction((parsed, token) => RunAsync(setting, options, parsed, async session =>
        {
            var incidents = await session.Calls.ReadAsync("read-incidents", inner => session.Store.ReadIncidentsAsync(parsed.GetValue(options.Last), inner), token);
            IncidentReport.WriteList(setting.Terminal, incidents, parsed.GetValue(options.Format));
        }, token));
        return command;
    }

    private static Command Show(ControlSetting setting, IncidentOptions options)
    {
        var command = new Command("show", "One incident: what it began with, what happened when, and who saw whom in figures.") { options.Id };
        command.SetAction((parsed, token) => RunAsync(setting, options, parsed, async session =>
        {
            var (file, timeline, impact, rates) = await ReadAsync(setting, session, parsed.GetValue(options.Id)!, token);
            IncidentReport.Write(setting.Terminal, file, timeline, impact, rates, parsed.GetValue(options.Format));
        }, token));
        return command;
    }

    private static Command Report(ControlSetting setting, IncidentOptions options)
    {
        var command = new Command("report", "One incident as a document in Markdown: figures, timeline, who saw whom, what may have been written, and the facts of GDPR Art. 33.") { options.Id };
        command.SetAction((parsed, token) => RunAsync(setting, options, parsed, async session =>
        {
            var (file, timeline, impact, rates) = await ReadAsync(setting, session, parsed.GetValue(options.Id)!, token);
            setting.Terminal.Out.Write(IncidentMarkdown.Write(file, timeline, impact, rates, setting.Time.GetUtcNow()));
        }, token));
        return command;
    }

    private static async Task<(IncidentFile File, IReadOnlyList<Event> Timeline, Incidents.Impact Impact, IReadOnlyList<RateNotice> Rates)> ReadAsync(
        ControlSetting setting, ControlSession session, string id, CancellationToken cancellationToken)
    {
        var file = await FindAsync(session, id, cancellationToken);
        var history = await session.Calls.ReadAsync("read-history", token => session.Store.ReadHistoryAsync(Timeline.MaxChanges, token), cancellationToken);
        var impact = await Impact.ImpactCommand.ReadAsync(session, file.Incident.From, file.Incident.UsesTo, cancellationToken);
        var rates = await session.Calls.ReadAsync("read-rate-notices", token => IncidentRates.ReadAsync(session.Store, file.Incident, token), cancellationToken);
        return (file, Timeline.Of(file, history, setting.Time.GetUtcNow()), impact, rates);
    }

    private static Command Open(ControlSetting setting, IncidentOptions options)
    {
        var command = new Command("open", "Open an incident that something else has found.") { options.From, options.To, options.Reason };
        Require(command, options.Reason, "say why: --reason TEXT.");
        Require(command, options.From, "say from when on: --from 2026-03-01T09:15.");
        command.Validators.Add(result =>
        {
            var from = TimeOption.Given(result, options.From);
            if (from > TimeOption.Given(result, options.To)) result.AddError("--from is later than --to.");
            else if (from > setting.Time.GetUtcNow() && result.GetResult(options.To) is null) result.AddError("--from is later than now.");
        });
        command.SetAction((parsed, token) => RunAsync(setting, options, parsed, async session =>
        {
            var now = setting.Time.GetUtcNow().TruncateToMilliseconds();
            var opening = new IncidentOpening(
                parsed.GetValue(options.From)!.Value.TruncateToMilliseconds(),
                parsed.GetValue(options.To)?.TruncateToMilliseconds() ?? now,
                setting.Operator,
                parsed.GetValue(options.Reason)!);
            var id = PublicId.Create();
            var opened = await session.Calls.WriteAsync("open-incident", inner => session.Store.OpenIncidentAsync(id, now, opening, inner), token);
            IncidentReport.WriteOpened(setting.Terminal, opened, parsed.GetValue(options.Format));
        }, token));
        return command;
    }

    private static Command Note(ControlSetting setting, IncidentOptions options)
    {
        var command = new Command("note", "Write down what was found out or done.") { options.Id, options.Text };
        Require(command, options.Text, "say what: --text TEXT.");
        command.SetAction((parsed, token) => RunAsync(setting, options, parsed, async session =>
        {
            var file = await FindAsync(session, parsed.GetValue(options.Id)!, token);
            var note = new IncidentNote(setting.Time.GetUtcNow().TruncateToMilliseconds(), setting.Operator, parsed.GetValue(options.Text)!);
            var isDone = await session.Calls.WriteAsync("add-incident-note", inner => session.Store.AddIncidentNoteAsync(file.Incident.Id, note, inner), token);
            if (!isDone) throw new ControlException($"{Text.Printable(file.Incident.Id)}: past its retention, and gone by now. The note was not written.");
            IncidentReport.WriteDone(setting.Terminal, file.Incident.Id, "noted", parsed.GetValue(options.Format));
        }, token));
        return command;
    }

    private static Command Contain(ControlSetting setting, IncidentOptions options)
    {
        var command = ContainCommand.Create(options);
        command.SetAction((parsed, token) => ControlSession.RunAsync(
            setting,
            () => options.Store.Find(parsed, setting.Environment),
            session => ContainCommand.RunAsync(
                setting,
                session,
                parsed.GetValue(options.Id)!,
                parsed.GetValue(options.DryRun) ? null : parsed.GetValue(options.Reason),
                parsed.GetValue(options.Wait),
                parsed.GetValue(options.Format),
                token),
            token));
        return command;
    }

    private static Command Close(ControlSetting setting, IncidentOptions options)
    {
        var command = new Command("close", "Say that it is over. Mix-ups that come now open another incident.") { options.Id, options.Reason };
        Require(command, options.Reason, "say why: --reason TEXT.");
        command.SetAction((parsed, token) => RunAsync(setting, options, parsed, async session =>
        {
            var id = (await FindAsync(session, parsed.GetValue(options.Id)!, token)).Incident.Id;
            var closing = new IncidentClosing(setting.Time.GetUtcNow().TruncateToMilliseconds(), setting.Operator, parsed.GetValue(options.Reason)!);
            if (!await session.Calls.WriteAsync("close-incident", inner => session.Store.CloseIncidentAsync(id, closing, inner), token))
            {
                var closed = (await FindAsync(session, id, token)).Incident.Closing;
                throw new ControlException($"{Text.Printable(id)}: closed already{(closed is null ? "" : $", {Text.Time(closed.At)}, by {closed.By}")}. Add to it with: cloakroom incident note.");
            }

            IncidentReport.WriteDone(setting.Terminal, id, "closed", parsed.GetValue(options.Format));
        }, token));
        return command;
    }

    private static void Require(Command command, Option option, string remedy) => command.Validators.Add(result =>
    {
        if (result.GetResult(option) is null or { Implicit: true }) result.AddError($"{command.Name}: {remedy}");
    });

    private static Task<int> RunAsync(
        ControlSetting setting, IncidentOptions options, ParseResult parsed, Func<ControlSession, Task> run, CancellationToken cancellationToken) => ControlSession.RunAsync(
            setting,
            () => options.Store.Find(parsed, setting.Environment),
            async session =>
            {
                await run(session);
                return ExitCode.Success;
            },
            cancellationToken);
}
