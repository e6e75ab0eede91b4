using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Incident;
using Cloakroom.Incidents;

namespace Cloakroom.Cli.Impact;

/// <summary><c>cloakroom impact</c>: who saw whom in an interval.</summary>
internal static class ImpactCommand
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromDays(1);

    // Ten million sums are looked at in under a second; a store that takes this long does not answer.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static Command Create(ControlSetting setting)
    {
        var options = new ImpactOptions();
        var command = new Command("impact", "Who saw whom: each owner and receiver with times and counts, from what was recorded of uses and mix-ups.")
        {
            options.From, options.To, options.Incident, options.Format,
        };
        options.Store.AddTo(command);
        command.Validators.Add(result => Check(result, options));
        command.SetAction((parsed, cancellationToken) => ControlSession.RunAsync(
            setting,
            () => options.Store.Find(parsed, setting.Environment),
            async session =>
            {
                var (from, to) = await IntervalAsync(setting, session, options, parsed, cancellationToken);
                ImpactReport.Write(setting.Terminal, await ReadAsync(session, from, to, cancellationToken), parsed.GetValue(options.Format));
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    public static Task<Incidents.Impact> ReadAsync(ControlSession session, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        session.Calls.RunAsync(
            "read-impact", async token => await new ImpactReader(session.Store, session.Store).ReadAsync(from, to, token), Limit, cancellationToken);

    private static async Task<(DateTimeOffset From, DateTimeOffset To)> IntervalAsync(
        ControlSetting setting, ControlSession session, ImpactOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(options.Incident) is { } id)
        {
            var incident = (await IncidentCommand.FindAsync(session, id, cancellationToken)).Incident;
            return (incident.From, incident.UsesTo);
        }

        var to = parsed.GetValue(options.To) ?? setting.Time.GetUtcNow();
        return (parsed.GetValue(options.From) ?? to - DefaultInterval, to);
    }

    private static void Check(CommandResult result, ImpactOptions options)
    {
        if (result.GetResult(options.Incident) is not null && (result.GetResult(options.From) ?? result.GetResult(options.To)) is not null)
            result.AddError("--incident has an interval of its own; leave out --from and --to.");
        if (TimeOption.Given(result, options.From) > TimeOption.Given(result, options.To))
            result.AddError("--from is later than --to.");
    }
}
