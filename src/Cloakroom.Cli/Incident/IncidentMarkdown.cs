using System.Globalization;
using System.Text;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Impact;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Rates;

namespace Cloakroom.Cli.Incident;

/// <summary>An incident as a document: for whoever decides, and with what the GDPR asks for (Art. 33(3)), as far as a record of sessions can say it.</summary>
internal static class IncidentMarkdown
{
    private const int MaxPairs = 200;

    // Art. 33(1): not later than 72 hours after having become aware of it.
    private static readonly TimeSpan NoticePeriod = TimeSpan.FromHours(72);

    public static string Write(IncidentFile file, IReadOnlyList<Event> timeline, Incidents.Impact impact, IReadOnlyList<RateNotice> rates, DateTimeOffset now)
    {
        var text = new StringBuilder();
        var incident = file.Incident;
        Line(text, $"# Incident {Escaped(incident.Id)}");
        Line(text);
        Line(text, $"As of {Text.Time(now)}, from the record of mix-ups and uses. All times are UTC.");
        InShort(text, incident, impact);
        WhatHappened(text, timeline);
        WhatWasUnusual(text, rates);
        WhoSawWhom(text, incident, impact);
        WhatWasWritten(text, impact);
        ForTheAuthority(text, file, timeline, impact, now);
        return text.ToString();
    }

    private static void InShort(StringBuilder text, Incidents.Incident incident, Incidents.Impact impact)
    {
        Heading(text, "In short");
        Line(text, incident.Cause is { } cause
            ? $"- **What:** {cause.Kind.Code()}, first on `{Code(cause.Route)}`, seen by `{Code(cause.Node)}`; recorded: {Text.Count(incident.Mixups, "mix-up")}; something was served in {Number(incident.Exposed)}."
            : "- **What:** opened by hand; no mix-up is recorded in it.");
        if (incident.ByHand is { } opening)
            Line(text, $"- **Opened by** {Escaped(opening.By)}: {Escaped(opening.Reason)}");
        Line(text, $"- **When:** {Text.Time(incident.From)} to {Text.Time(incident.To)}. {(incident.Closing is { } closing ? $"Closed {Text.Time(closing.At)} by {Escaped(closing.By)}: {Escaped(closing.Reason)}" : "**It is still open.**")}");
        var receivers = impact.Exposed.Select(pair => pair.Receiver).Distinct().Count();
        Line(text, receivers == 0 ? "- **Exposed:** nobody, as far as is recorded." : $"- **Exposed:** {Text.Count(impact.ExposedSessions, "session")}{Share(impact)}, to {Text.Count(receivers, "other")}, in {Text.Count(impact.Exposed.Sum(pair => pair.Requests), "request")}, {Number(impact.Exposed.Sum(pair => pair.UnsafeRequests))} of which may have written something.");
        foreach (var tenants in ImpactReport.Tenants(impact))
            Line(text, $"- **Tenants:** {tenants["Tenants   ".Length..]}.");
        if (impact.PossiblyExposed.Any())
            Line(text, $"- **Possibly exposed:** {Text.Count(impact.PossiblyExposed.Count(), "pair")}: the receiver had the means, and is not known to have been served anything.");
        Line(text, $"- **Blocked:** {Text.Count(impact.Blocked.Count(), "pair")}: nothing was served.");
        Line(text, $"- **Possible:** {(impact.Possible.Count == 0 ? "nothing else is known." : $"{Text.Count(impact.Possible.Count, "route")} on which something left where caches listen, without anybody being known to have got it:")}");
        if (impact.Probed.Count > 0)
            Line(text, $"- **Probed:** {Text.Count(impact.Probed.Count, "leak")} between the leak probe's synthetic accounts: nobody's data, but the same can have happened to people without a report.");
        foreach (var leak in impact.Possible)
            Line(text, $"  - {leak.Kind.Code()} on `{Code(leak.Route)}`, {Text.Time(leak.First)} to {Text.Time(leak.Last)}, {Text.Count(leak.Reports, "report")}");
        if (!impact.IsComplete)
            Line(text, "- **Not complete:** there is more in the record than was read. Ask for shorter intervals with `cloakroom impact --from --to`.");
    }

    private static void WhatHappened(StringBuilder text, IReadOnlyList<Event> timeline)
    {
        Heading(text, "What happened when");
        Line(text, "| time | what | by |");
        Line(text, "|---|---|---|");
        foreach (var happened in timeline)
            Line(text, $"| {Text.Time(happened.At)} | {(happened.By is null ? "" : happened.What + ": ")}{Escaped(happened.Detail)} | {Escaped(happened.By ?? "")} |");
    }

    private static void WhatWasUnusual(StringBuilder text, IReadOnlyList<RateNotice> rates)
    {
        if (rates.Count == 0)
            return;
        Heading(text, "Rates that were not as they had been");
        Line(text, "Within a quarter of an hour of it. They are statistics, each of one node against its own two hours before, and no proof.");
        Line(text);
        foreach (var notice in rates.Reverse())
            Line(text, $"- {Text.Time(notice.At)}, {notice.Signal.Code()}, `{Code(notice.Node)}`: {Escaped(notice.Words)}");
    }

    private static void WhoSawWhom(StringBuilder text, Incidents.Incident incident, Incidents.Impact impact)
    {
        Heading(text, "Who saw whom");
        if (!impact.Exposed.Any())
        {
            Line(text, "Nobody saw anybody else's session, as far as is recorded.");
            return;
        }

        Line(text, "| owner | receiver | first | last | requests | may have written |");
        Line(text, "|---|---|---|---|--:|--:|");
        foreach (var pair in impact.Exposed.Take(MaxPairs))
            Line(text, $"| {Named(pair.Owner)} | {Named(pair.Receiver)} | {Text.Time(pair.First)} | {Text.Time(pair.Last)} | {Number(pair.Requests)} | {Number(pair.UnsafeRequests)} |");
        Line(text);
        var left = impact.Exposed.Count() - MaxPairs;
        Line(text, $"{(left > 0 ? $"{Number(left)} more are not shown. " : "")}All, with the blocked ones, as a table: `cloakroom impact --incident {Code(incident.Id)} --format csv`.");
    }

    private static void WhatWasWritten(StringBuilder text, Incidents.Impact impact)
    {
        Heading(text, "What may have been written under a wrong identity");
        var pairs = impact.Exposed.Where(pair => pair.UnsafeRequests > 0).ToList();
        if (pairs.Count == 0)
        {
            Line(text, "No request that was served to somebody else had an unsafe method.");
            return;
        }

        Line(text, "Look for these W3C trace ids in the application's own logs:");
        Line(text);
        foreach (var pair in pairs)
            Line(text, $"- {Named(pair.Receiver)} as {Named(pair.Owner)}: {(pair.Traces.Count == 0 ? $"{Text.Count(pair.UnsafeRequests, "request")} without a trace" : string.Join(", ", pair.Traces.Select(trace => $"`{trace}`")))}");
    }

    private static void ForTheAuthority(StringBuilder text, IncidentFile file, IReadOnlyList<Event> timeline, Incidents.Impact impact, DateTimeOffset now)
    {
        var aware = file.Incident.OpenedAt;
        var due = aware + NoticePeriod;
        Heading(text, "For the supervisory authority (GDPR Art. 33)");
        Line(text, $"- **Became aware:** {Text.Time(aware)}, when the incident was opened. Correct this if somebody knew earlier.");
        Line(text, $"- **72 hours end:** {Text.Time(due)}, {(due > now ? $"in {Hours(due - now)} hours" : $"**{Hours(now - due)} hours ago**; a later notification says why (Art. 33(1))")}.");
        Line(text, $"- **(a) Nature:** sessions of some people were {(impact.Exposed.Any() ? "served to" : "presented by")} others. Data subjects whose data was shown, counted by session: about {Number(impact.ExposedSessions)}; responses: {Number(impact.Exposed.Sum(pair => pair.Requests))}. **To be filled in:** the categories of people and of data on those pages.");
        Line(text, "- **(b) Contact:** **to be filled in.**");
        Line(text, "- **(c) Likely consequences:** **to be filled in**, from what the pages show and what may have been written (above).");
        var measures = timeline.Where(happened => happened.What is "change" or "note" or "closed").ToList();
        Line(text, $"- **(d) Measures:** {(measures.Count == 0 ? "none is recorded." : "as recorded:")}");
        foreach (var measure in measures)
            Line(text, $"  - {Text.Time(measure.At)}, {Escaped(measure.By ?? "")}: {Escaped(measure.Detail)}");
        Line(text, "- **Art. 34:** whether the people concerned are to be told is a decision of yours; the two lists are the owners and the receivers above.");
    }

    private static string Share(Incidents.Impact impact) => impact.InUse.Sessions == 0 || impact.ExposedSessions == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" ({100.0 * impact.ExposedSessions / impact.InUse.Sessions:0.##} % of the {impact.InUse.Sessions:N0} in use)");

    private static string Named(MixupParty party) => party switch
    {
        { Subject: { } subject, SessionId: { } session, IsBrowserAlone: false } => $"{Escaped(subject)} (session `{Code(session)}`)",
        { Subject: { } subject } => Escaped(subject),
        { SessionId: { } session } => $"session `{Code(session)}`",
        _ => "unknown",
    };

    private static void Heading(StringBuilder text, string heading)
    {
        Line(text);
        Line(text, "## " + heading);
        Line(text);
    }

    private static void Line(StringBuilder text, string line = "") => text.Append(line).Append('\n');

    private static string Number(long number) => Text.Number(number);

    private static string Hours(TimeSpan time) => Math.Floor(time.TotalHours).ToString("0", CultureInfo.InvariantCulture);

    // Reasons, names and routes come from others: they are shown, and mean nothing to what renders the document.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in Text.Printable(text))
        {
            if (letter is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '~' or '&')
                escaped.Append('\\');
            escaped.Append(letter);
        }

        return escaped.ToString();
    }

    private static string Code(string text) => Text.Printable(text).Replace('`', '\'').Replace('|', '/');
}
