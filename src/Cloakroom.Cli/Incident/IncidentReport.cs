using Cloakroom.Cli.Control;
using Cloakroom.Cli.Impact;
using Cloakroom.Cli.Rates;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Rates;

namespace Cloakroom.Cli.Incident;

/// <summary>Incidents in words and as JSON.</summary>
internal static class IncidentReport
{
    public static void WriteList(Terminal terminal, IReadOnlyList<Incidents.Incident> incidents, ControlFormat format)
    {
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(terminal, new { incidents = incidents.Select(Document) });
            return;
        }

        if (incidents.Count == 0) terminal.Out.WriteLine("No incident is in the store.");
        foreach (var incident in incidents) terminal.Out.WriteLine($"{Text.Printable(incident.Id)}  {Summary(incident)}");
    }

    public static void Write(
        Terminal terminal, IncidentFile file, IReadOnlyList<Event> timeline, Incidents.Impact impact, IReadOnlyList<RateNotice> rates, ControlFormat format)
    {
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(terminal, new
            {
                incident = Document(file.Incident),
                notes = file.Notes,
                policies = file.Actions.Select(action => new
                {
                    policy = action.Policy.Code(),
                    action.HasActed,
                    action.At,
                    action.Node,
                    action.Owners,
                    action.ExposedOwners,
                    action.Threshold,
                }),
                timeline,
                rates = rates.Select(RateReport.Document),
                impact = new
                {
                    impact.From,
                    impact.To,
                    impact.IsComplete,
                    sessionsInUse = impact.InUse.Sessions,
                    requests = impact.InUse.Requests,
                    impact.ExposedSessions,
                    exposedPairs = impact.Exposed.Count(),
                    blockedPairs = impact.Blocked.Count(),
                    possible = impact.Possible.Count,
                },
            });
            return;
        }

        var output = terminal.Out;
        output.WriteLine($"Incident {Text.Printable(file.Incident.Id)}");
        output.WriteLine($"  {Summary(file.Incident)}");
        if (file.Incident.Cause is { } cause)
            output.WriteLine($"  It began with {cause.Kind.Code()} on {Named(cause.Route)}, seen by {Text.Printable(cause.Node)}.");
        output.WriteLine("Timeline");
        foreach (var happened in timeline)
            output.WriteLine($"  {Text.Time(happened.At)}  {Line(happened)}");
        if (rates.Count > 0) output.WriteLine("Rates out of the usual about then");
        foreach (var notice in rates.Reverse()) output.WriteLine($"  {RateReport.Line(notice)}");
        output.WriteLine("Impact");
        foreach (var line in ImpactReport.Summary(impact)) output.WriteLine($"  {line}");
        output.WriteLine($"  Who it was: cloakroom impact --incident {Text.Printable(file.Incident.Id)}");
    }

    public static void WriteOpened(Terminal terminal, Incidents.Incident incident, ControlFormat format)
    {
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(terminal, new { incident = Document(incident) });
            return;
        }

        terminal.Out.WriteLine($"Opened {incident.Id}, with {Text.Count(incident.Mixups, "mix-up")} that had no incident.");
        terminal.Out.WriteLine($"Look at it: cloakroom incident show {incident.Id}");
    }

    public static void WriteDone(Terminal terminal, string id, string what, ControlFormat format)
    {
        if (format == ControlFormat.Json) ControlJson.Write(terminal, new { id, done = what });
        else terminal.Out.WriteLine($"Done, durably: {Text.Printable(id)} {what}.");
    }

    private static object Document(Incidents.Incident incident) => new
    {
        incident.Id,
        incident.Status,
        incident.OpenedAt,
        incident.ByHand,
        cause = incident.Cause is { } cause ? new { kind = cause.Kind.Code(), cause.Route, cause.Node } : null,
        incident.First,
        incident.Last,
        incident.Mixups,
        incident.Exposed,
        incident.Owners,
        incident.ExposedOwners,
        incident.Closing,
    };

    private static string Summary(Incidents.Incident incident) =>
        $"{(incident.Status == IncidentStatus.Open ? "OPEN" : "closed")}, {incident.Cause?.Kind.Code() ?? "opened by hand"}, "
        + $"{Text.Time(incident.From)} to {Text.Time(incident.To)}, {Text.Count(incident.Mixups, "mix-up")}, {Text.Number(incident.Exposed)} exposed";

    private static string Line(Event happened)
    {
        var what = happened.What == "change" ? "changed" : happened.What;
        return happened.By is null ? happened.Detail : $"{what} by {Text.Printable(happened.By)}: {Text.Printable(happened.Detail)}";
    }

    private static string Named(string route) => Text.Printable(route.Length == 0 ? "no route" : route);
}
