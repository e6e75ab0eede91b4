using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>The findings of the page, each with its evidence.</summary>
internal static class HtmlFindings
{
    public static Markup All(ProbeReport report)
    {
        var groups = report.Groups;
        var groupOf = groups.SelectMany((group, index) => group.Findings.Select(id => (id, index))).DistinctBy(one => one.id).ToDictionary(one => one.id, one => one.index + 1, StringComparer.Ordinal);
        return Markup.Of($"""
            <section id="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">Findings</h2>
            {(report.Findings.Count == 0 ? Markup.Of($"<p class=\"muted\">{(report.Confidence.Pairs == 0 ? "None, and nothing was tested." : "None.")}</p>") : Markup.Nothing)}
            {groups.Select((group, index) => Group(report, group, index + 1))}
            {report.Findings.Select(one => One(one, groupOf.GetValueOrDefault(one.Id)))}
            {(report.Omitted > 0 ? Markup.Of($"<p class=\"lead\">{Say.Amount(report.Omitted, "response")} more had something wrong from causes that are not listed: there were too many. What is listed is the worst of them.</p>") : Markup.Nothing)}
            </section>
            """);
    }

    /// <summary>What several findings have in common, said once.</summary>
    private static Markup Group(ProbeReport report, CauseGroup group, int number) => Markup.Of($"""
        <section class="finding group {Tone(group.Severity)}" id="g-{(long)number}" aria-labelledby="gt-{(long)number}">
        <p class="tags">{HtmlParts.Severity(group.Severity)} <code>{group.Mechanism}</code></p>
        <h3 id="gt-{(long)number}">One cause at {(long)group.Findings.Count} routes{(group.Cache is null ? Markup.Nothing : Markup.Of($", in {group.Cache}"))}</h3>
        <p class="lead">{group.Words}</p>
        <ul class="routes">{report.Findings.Where(one => group.Findings.Contains(one.Id)).Select(one => Markup.Of($"<li><a href=\"#f-{one.Id}\">{one.Title}</a> <span class=\"muted\">{one.Count}×</span></li>"))}</ul>
        <h4>What to do</h4>
        {Remedy(group.Remedy)}
        </section>
        """);

    private static Markup One(FindingReport finding, int group) => Markup.Of($"""
        <article class="finding {Tone(finding.Severity)}" id="f-{finding.Id}" aria-labelledby="t-{finding.Id}">
        <p class="tags">{HtmlParts.Severity(finding.Severity)} <code>{finding.Check}</code> <span class="muted">{finding.Id}</span></p>
        <h3 id="t-{finding.Id}">{finding.Title}</h3>
        <p class="lead">{finding.Words}</p>
        <dl class="facts">
        {(finding.Secret is null ? Markup.Nothing : Fact("What was seen", Markup.Of($"<span class=\"secret\">{finding.Secret}</span> in {finding.Place}")))}
        {(finding.Signs.Count < 2 ? Markup.Nothing : Fact("Also seen", Markup.Of($"<ul>{finding.Signs.Skip(1).Select(Sign)}</ul>")))}
        {Where(finding)}
        {Fact("How often", Markup.Of($"{Say.Amount(finding.Count, "response")}, from {HtmlParts.Time(finding.First)} to {HtmlParts.Time(finding.Last)}"))}
        {Fact("Second try", Markup.Of($"{Say.Confirmed(finding.Confirmation)}"))}
        {Fact("Shown by", Markup.Of($"{string.Join(", ", finding.Tactics)}"))}
        </dl>
        {Timing(finding)}
        <div class="mechanism">
        <h4>What has probably happened: <code>{finding.Mechanism.Code}</code>{(finding.Mechanism.Cache is null ? Markup.Nothing : Markup.Of($" in {finding.Mechanism.Cache}"))}</h4>
        <p>{finding.Mechanism.Words}</p>
        {(finding.Mechanism.Because.Count == 0 ? Markup.Nothing : Markup.Of($"<ul class=\"because\">{finding.Mechanism.Because.Select(one => Markup.Of($"<li>{one}</li>"))}</ul>"))}
        {(group > 0 ? Markup.Of($"<p><a href=\"#g-{(long)group}\">What to do, for all routes with this cause</a></p>") : Markup.Of($"<h4>What to do</h4>{Remedy(finding.Mechanism.Remedy)}"))}
        </div>
        <h4>{(finding.Source is null ? "The exchange" : "Both exchanges")}</h4>
        <div class="pair">
        {(finding.Source is null ? Markup.Nothing : Exchange(finding.Source, "first"))}
        {Exchange(finding.Received, finding.Source is null ? "" : "then")}
        </div>
        <details><summary>Do it again: a shell script</summary><pre class="scroll" tabindex="0" role="region" aria-label="Shell script">{finding.Curl}</pre></details>
        </article>
        """);

    private static Markup Sign(SignReport sign) => Markup.Of($"""
        <li>{(sign.Secret is null ? Markup.Of($"{sign.What}") : Markup.Of($"<span class=\"secret\">{sign.Secret}</span>"))} in {sign.Place} <span class="muted"><code>{sign.Check}</code>, {Say.Level(sign.Severity)}, {Say.Amount(sign.Count, "response")}{(sign.Mechanism is null ? "" : $"; apart from the rest and by {sign.Mechanism}, so maybe another cause")}</span></li>
        """);

    private static Markup Where(FindingReport finding)
    {
        if (Say.Where(finding) is not { Length: > 0 } where)
            return Markup.Nothing;
        var lines = finding.Addresses.Select(one => Markup.Of($"<li><code>{one.Path}</code> <span class=\"muted\">{one.Count}×{(one.IsVariant ? ", variant" : "")}</span></li>")).ToList();
        return Fact("Where", Markup.Of($"<details><summary>{where}</summary><ul>{lines}</ul></details>"));
    }

    private static Markup Exchange(ExchangeReport exchange, string order) => Markup.Of($"""
        <section class="exchange" aria-label="{exchange.Account}">
        <p class="who">{(order.Length > 0 ? Markup.Of($"<span class=\"muted\">{order}</span> ") : Markup.Nothing)}<b>{exchange.Account}</b> <span class="muted">{(exchange.MillisecondsAfterSource is { } after ? Say.After(after) : "")}</span></p>
        <p class="request"><code>{exchange.Method} {exchange.Url}</code></p>
        <details><summary>Request fields</summary><pre>{Lines(exchange.RequestHeaders)}</pre></details>
        <p class="answer"><b>{(exchange.Status == 0 ? "no answer" : exchange.Status.ToString(System.Globalization.CultureInfo.InvariantCulture))}</b> {exchange.Protocol} <span class="muted">after {Duration.Words(TimeSpan.FromMilliseconds(exchange.Milliseconds))}, {HtmlParts.Time(exchange.At)}</span></p>
        <pre>{Lines(exchange.Headers)}</pre>
        {(exchange.BodyExcerpt.Length == 0 ? Markup.Nothing : Markup.Of($"<p class=\"muted\">In the body:</p><pre class=\"excerpt\">{Marked(exchange.BodyExcerpt)}</pre>"))}
        <p class="muted small">{(exchange.BodyBytes == 0 ? Markup.Of($"No body.") : Markup.Of($"{Say.Bytes(exchange.BodyBytes)} of body, sha256 <code>{exchange.BodyDigest}</code>"))}</p>
        </section>
        """);

    /// <summary>When each request was under way, to scale.</summary>
    private static Markup Timing(FindingReport finding)
    {
        if (finding.Source is not { } source || finding.Received.MillisecondsAfterSource is not { } after)
            return Markup.Nothing;
        var from = Math.Min(0, source.Milliseconds + after);
        var sent = source.Milliseconds + after - from;
        var whole = Math.Max(1e-6, Math.Max(source.Milliseconds - from, sent + finding.Received.Milliseconds));
        double At(double time) => 2 + (time / whole * 596);
        double Wide(double time) => Math.Max(3, time / whole * 596);
        var words = $"{source.Account} had the answer after {Duration.Words(TimeSpan.FromMilliseconds(source.Milliseconds))}; {finding.Received.Account}'s request was {Say.After(after)} and took {Duration.Words(TimeSpan.FromMilliseconds(finding.Received.Milliseconds))}.";
        return Markup.Of($"""
            <figure class="timing">
            <svg viewBox="0 0 600 46" role="img" aria-label="{words}" preserveAspectRatio="none">
            <rect class="first" x="{At(-from)}" y="4" width="{Wide(source.Milliseconds)}" height="15" rx="2"/>
            <rect class="then" x="{Math.Min(At(sent), 595)}" y="26" width="{Wide(finding.Received.Milliseconds)}" height="15" rx="2"/>
            </svg>
            <figcaption><span class="key first"></span>{source.Account} <span class="key then"></span>{finding.Received.Account}. {words}</figcaption>
            </figure>
            """);
    }

    // Lines that begin with four spaces are configuration.
    private static Markup Remedy(string remedy)
    {
        var parts = new List<Markup>();
        var lines = remedy.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length;)
        {
            var isCode = lines[i].StartsWith("    ", StringComparison.Ordinal);
            var end = i;
            while (end < lines.Length && lines[end].StartsWith("    ", StringComparison.Ordinal) == isCode)
                end++;
            parts.Add(isCode
                ? Markup.Of($"<pre class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Configuration\">{string.Join('\n', lines[i..end].Select(line => line[4..]))}</pre>")
                : Markup.Of($"<p>{string.Join(' ', lines[i..end])}</p>"));
            i = end;
        }

        return Markup.Of($"{parts}");
    }

    private static Markup Lines(IReadOnlyList<string> lines) => Markup.Of($"{lines.Select(line => Markup.Of($"{Marked(Plain.Line(line))}\n"))}");

    /// <summary>What stands for secrets is marked, so that equal ones are seen at a glance.</summary>
    private static Markup Marked(string text)
    {
        var parts = new List<Markup>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('‹', at);
            var close = open < 0 ? -1 : text.IndexOf('›', open);
            if (close < 0)
            {
                parts.Add(Markup.Of($"{text[at..]}"));
                break;
            }

            parts.Add(Markup.Of($"{text[at..open]}<span class=\"secret\">{text[open..(close + 1)]}</span>"));
            at = close + 1;
        }

        return Markup.Of($"{parts}");
    }

    private static Markup Fact(string name, Markup value) => Markup.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static string Tone(Severity severity) => severity switch
    {
        Severity.Leak => "bad",
        Severity.Warning => "fair",
        _ => "quiet",
    };
}
