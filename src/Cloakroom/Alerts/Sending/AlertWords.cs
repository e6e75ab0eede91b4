using System.Globalization;
using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Alerts.Sending;

/// <summary>An event in words. Names no person and no session: whoever is told looks at the incident.</summary>
internal static class AlertWords
{
    /// <summary>For a subject line.</summary>
    public static string Title(AlertEvent happened, string? service) =>
        $"[Cloakroom{(string.IsNullOrEmpty(service) ? "" : $" {service}")}] {(happened.Kind == AlertEventKind.Test ? "test" : KindOf(happened.Incident))}: {Headline(happened)}";

    /// <summary>In one sentence.</summary>
    public static string Headline(AlertEvent happened) => happened switch
    {
        { Kind: AlertEventKind.Test } => "a test, nothing has happened",
        { Kind: AlertEventKind.Opened, Incident.ByHand: { } opening } => $"incident opened by {opening.By}",
        { Kind: AlertEventKind.Opened, Incident.Cause.IsByProbe: true } => "the leak probe has found a leak between its synthetic accounts",
        { Kind: AlertEventKind.Opened, Incident.Exposed: > 0 } => "incident opened, something was served to somebody else",
        { Kind: AlertEventKind.Opened } => "incident opened, nothing was served",
        { Kind: AlertEventKind.Closed } => $"incident closed by {happened.Incident.Closing!.By}",
        { Escalation: { What: AlertCount.Exposed, Reached: 1 } } => "something was served to somebody else for the first time",
        { Escalation: { What: AlertCount.Exposed } growth, Incident.Cause.IsByProbe: true } => $"the leak probe has found {Number(growth.Reached)} leaks between its synthetic accounts",
        { Escalation: { What: AlertCount.Exposed } growth } => $"something was served to others {Number(growth.Reached)} times",
        { Escalation: { } growth } => $"{Number(growth.Reached)} mix-ups",
        _ => "incident",
    };

    /// <summary>What is known, a line each.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(AlertEvent happened, string? service)
    {
        if (!string.IsNullOrEmpty(service))
            yield return ("Service", service);
        if (happened.Kind == AlertEventKind.Test)
        {
            yield return ("Sent", Time(happened.At));
            yield break;
        }

        var incident = happened.Incident;
        yield return ("Incident", incident.Id);
        yield return ("Signature", KindOf(incident));
        if (incident.Cause is { } cause)
        {
            yield return ("First seen", $"on {(cause.Route.Length == 0 ? "no route" : cause.Route)}, by {cause.Node}");
            yield return ("Mix-ups", $"{Number(incident.Mixups)}, something was served in {Number(incident.Exposed)}");
        }

        yield return ("From", Time(incident.From));
        yield return ("To", Time(incident.To));
        if (incident.ByHand is { } opening)
            yield return ("Opened by", $"{opening.By}: {opening.Reason}");
        if (incident.Closing is { } closing)
            yield return ("Closed by", $"{closing.By}, {Time(closing.At)}: {closing.Reason}");
        yield return ("Look at it", Look(incident));
    }

    public static string Look(Incident incident) => $"cloakroom incident show {incident.Id}";

    /// <summary>The code of the signature.</summary>
    public static string KindOf(Incident incident) => incident.Cause?.Kind.Code() ?? "by-hand";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
