using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Alerts;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Impact;
using Cloakroom.Cli.Incident;
using Cloakroom.Notices;

namespace Cloakroom.Cli.Notice;

/// <summary><c>cloakroom incident notice</c>: tells those concerned, each once.</summary>
internal static class NoticeCommand
{
    private const string NoService = "our service";

    public static Command Create(ControlSetting setting, IncidentOptions incident)
    {
        var options = new NoticeOptions();
        var command = new Command("notice", "Tell those whose data was shown, or those to whom it was shown: look at it, export it, or send it. Nobody is told twice.") { incident.Id };
        foreach (var option in options.All) command.Add(option);
        command.Validators.Add(options.Validate);
        command.SetAction((parsed, token) => parsed.GetValue(options.PrintTemplate)
            ? Task.FromResult(Print(setting, parsed.GetValue(options.Group)))
            : ControlSession.RunAsync(setting, () => incident.Store.Find(parsed, setting.Environment), session => RunAsync(setting, incident, options, parsed, session, token), token));
        return command;
    }

    private static int Print(ControlSetting setting, NoticeGroup group)
    {
        setting.Terminal.Out.Write(NoticeTemplate.BuiltIn(group));
        return ExitCode.Success;
    }

    private static async Task<int> RunAsync(
        ControlSetting setting, IncidentOptions incidentOptions, NoticeOptions options, ParseResult parsed, ControlSession session, CancellationToken cancellationToken)
    {
        var group = parsed.GetValue(options.Group);
        var template = ReadTemplate(parsed.GetValue(options.Template), group);
        var addresses = parsed.GetValue(options.Addresses) is { } file ? NoticeAddresses.Read(file) : NoticeAddresses.None;
        var isSent = parsed.GetValue(options.Send);
        // All that may be wrong is found before anybody is claimed.
        var alerts = isSent || parsed.GetValue(options.Source.Settings) is not null ? options.Source.Read(incidentOptions.Store.Configuration(parsed), parsed, setting) : new AlertOptions();
        var mailer = isSent ? MailerOf(alerts, parsed.GetValue(options.Via)) : null;

        var incident = (await IncidentCommand.FindAsync(session, parsed.GetValue(incidentOptions.Id)!, cancellationToken)).Incident;
        var impact = await ImpactCommand.ReadAsync(session, incident.From, incident.UsesTo, cancellationToken);
        var records = await session.Calls.ReadAsync("read-notices", token => session.Store.ReadNoticesAsync(incident.Id, group, token), cancellationToken);
        var plan = NoticePlan.Of(incident.Id, group, impact, records, addresses, template, alerts.Service ?? NoService, parsed.GetValue(options.Unconfirmed));

        var work = new NoticeWork(setting, session, incident.Id, group);
        if (mailer is not null)
            return await new NoticeMailing(setting, work, mailer).RunAsync(plan, cancellationToken);
        if (parsed.GetValue(options.Export) is { } target)
            return await new NoticeExport(setting, work).RunAsync(plan, target, cancellationToken);
        NoticeReport.WritePreview(setting.Terminal, group, plan);
        return ExitCode.Success;
    }

    private static NoticeTemplate ReadTemplate(string? file, NoticeGroup group)
    {
        string text;
        try
        {
            text = file is null ? NoticeTemplate.BuiltIn(group) : File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ControlException($"--template {Text.Printable(file!)}: cannot be read. Make one with: cloakroom incident notice ID --group {group.ToString().ToLowerInvariant()} --print-template.");
        }

        return NoticeTemplate.Parse(text, out var problem) ?? throw new ControlException($"{Text.Printable(file ?? "template")}, {Text.Printable(problem!)}");
    }

    private static AlertDestinationOptions MailerOf(AlertOptions alerts, string? via)
    {
        var mailers = alerts.Destinations.Where(destination => destination.Kind == AlertDestinationKind.Email && (via is null || destination.Name == via)).ToList();
        return mailers.Count switch
        {
            1 => mailers[0],
            0 => throw new ControlException(via is null
                ? "The configuration has no destination of kind Email to send through (docs/alerts.md). Or write the notices to a file: --export."
                : $"--via {via}: there is no destination of kind Email of that name."),
            _ => throw new ControlException($"Several destinations send mail; say which: --via {string.Join(" or --via ", mailers.Select(mailer => mailer.Name))}."),
        };
    }
}
