using System.Globalization;
using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>The parts of the page around the findings.</summary>
internal static class HtmlParts
{
    public static Markup Contents(ProbeReport report)
    {
        List<Markup> links = [];
        if (report.Untested.Count > 0)
            links.Add(Markup.Of($"""<li><a href="#untested">Not tested <b>{(long)report.Untested.Count}</b></a></li>"""));
        if (report.Comparison is not null)
            links.Add(Markup.Of($"""<li><a href="#compared">Compared</a></li>"""));
        links.Add(Markup.Of($"""<li><a href="#findings">Findings <b>{(long)report.Findings.Count}</b></a></li>"""));
        links.Add(Markup.Of($"""<li><a href="#confidence">Confidence</a></li><li><a href="#targets">Addresses</a></li><li><a href="#accounts">Accounts</a></li>"""));
        return Markup.Of($"{links}");
    }

    public static Markup Untested(ProbeReport report) => report.Untested.Count == 0 ? Markup.Nothing : Markup.Of($"""
        <section id="untested" class="alarm" aria-labelledby="untested-title">
        <h2 id="untested-title">Not tested, and so not clean</h2>
        <ul class="log">{report.Untested.Select(one => Markup.Of($"<li><p><strong>{one.What}</strong>: {one.Why}.</p><p class=\"muted\">{one.Remedy}</p></li>"))}</ul>
        </section>
        """);

    public static Markup Compared(ProbeReport report) => report.Comparison is not { } comparison ? Markup.Nothing : Markup.Of($"""
        <section id="compared" aria-labelledby="compared-title">
        <h2 id="compared-title">Compared with the run of {Time(comparison.StartedAt)}</h2>
        <p class="lead">{Sentence(Say.Changes(comparison))}</p>
        <p class="muted">At most this share of pairs leaks, with 95 % confidence: {Say.Share(comparison.Confidence.UpperBound)} then ({Say.Amount(comparison.Confidence.Pairs, "pair")}), {Say.Share(report.Confidence.UpperBound)} now ({Say.Amount(report.Confidence.Pairs, "pair")}).{(comparison.Untested.Count > 0 ? $" That run left {Say.Amount(comparison.Untested.Count, "thing")} untested." : "")}</p>
        {(comparison.Findings.Count == 0 ? Markup.Nothing : Table("What has changed", ["Change", "Finding", "Then", "Now"], comparison.Findings.Select(one => Markup.Of($"""
            <tr><td>{Pill(Say.Change(one.Change), ToneOf(one.Change))}</td><th scope="row">{one.Title}{(one.Untested is null ? Markup.Nothing : Markup.Of($"<br><span class=\"muted\">{(one.Now is null ? "now" : "then")}: {one.Untested}</span>"))}</th><td>{Times(one.Before, one.CountBefore)}</td><td>{Times(one.Now, one.CountNow)}</td></tr>
            """))))}
        </section>
        """);

    public static Markup Confidence(ProbeReport report) => Markup.Of($"""
        <section id="confidence" aria-labelledby="confidence-title">
        <h2 id="confidence-title">What the numbers are worth</h2>
        <dl class="figures">
        {Figure("Pairs", report.Confidence.Pairs.ToString("N0", CultureInfo.InvariantCulture), "times in which a second person could have got what was the first's", "")}
        {Figure("Leaked", report.Confidence.Leaks.ToString("N0", CultureInfo.InvariantCulture), "pairs in which they did", report.Confidence.Leaks > 0 ? "bad" : "")}
        {Figure("At most", report.Confidence.Pairs == 0 ? "unknown" : Say.Share(report.Confidence.UpperBound), "of such pairs leak, with 95 % confidence", report.Confidence.Leaks > 0 ? "bad" : "")}
        {Figure("Without an answer", report.Load.Failures.ToString("N0", CultureInfo.InvariantCulture), $"of {Say.Amount(report.Load.Requests, "request")}", report.Load.Failures > 0 ? "fair" : "")}
        </dl>
        <p class="prose">{(report.Confidence is { Leaks: 0, Pairs: > 0 } ? "That is the rule of three: nothing in n tries leaves room for 3/n. It holds for pairs like those that were tried, at these addresses, at this time; a leak that needs what was not tried is not covered by it. Ten times as many pairs make the bound ten times smaller." : report.Confidence.Pairs > 0 ? "The bound is Clopper and Pearson's. It holds for pairs like those that were tried, at these addresses." : Say.Bound(report.Confidence))}</p>
        </section>
        """);

    public static Markup Targets(ProbeReport report) => Markup.Of($"""
        <section id="targets" aria-labelledby="targets-title">
        <h2 id="targets-title">Addresses</h2>
        {(report.Targets.Count == 0 ? Markup.Of($"<p class=\"muted\">None was tried with pairs.</p>") : Table("Every address that was tried", ["Address", "Kind", "Cached", "Requests", "Pairs", "Worst"], report.Targets
            .OrderByDescending(one => one.Worst ?? (Severity)(-1)).ThenBy(one => one.Path, StringComparer.Ordinal).Select(one => Markup.Of($"""
            <tr><th scope="row"><code>{one.Path}</code></th><td>{one.Kind}{(one.IsPersonal ? ", personal" : "")}</td><td>{(one.IsCached ? "yes" : "no sign")}</td><td class="n">{one.Requests}</td><td class="n">{one.Pairs}</td><td>{(one.Worst is { } worst ? Severity(worst) : one.Pairs == 0 ? Pill("not tested", "fair") : Pill("nothing", "good"))}</td></tr>
            """))))}
        </section>
        """);

    public static Markup Accounts(ProbeReport report) => Markup.Of($"""
        <section id="accounts" aria-labelledby="accounts-title">
        <h2 id="accounts-title">Accounts</h2>
        {(report.Accounts.Count == 0 ? Markup.Of($"<p class=\"muted\">None.</p>") : Table("In whose name requests were sent", ["Account", "At the end", "Known by", "Requests"], report.Accounts.Select(one => Markup.Of($"""
            <tr><th scope="row">{one.Name}{(one.Problem is null ? Markup.Nothing : Markup.Of($"<br><span class=\"bad-text\">{one.Problem}</span>"))}</th><td>{(one.IsSignedIn ? "signed in" : "not signed in")}</td><td>{Say.Amount(one.Markers, "text")}</td><td class="n">{one.Requests}</td></tr>
            """))))}
        <p class="muted">Cookies taken for those of the session: {(report.SessionCookies.Count == 0 ? Markup.Of($"none") : Markup.Of($"<code>{string.Join(", ", report.SessionCookies)}</code>"))}.</p>
        </section>
        """);

    public static Markup Coverage(ProbeReport report) => Markup.Of($"""
        <section id="coverage" aria-labelledby="coverage-title">
        <h2 id="coverage-title">What the requests were for</h2>
        <p class="muted">{report.Load.RequestsPerSecond} requests a second over the whole run; {Say.Bytes(report.Load.Bytes)} of headers and bodies looked at.</p>
        {(report.Load.ByTactic.Count == 0 ? Markup.Nothing : Table("Requests by tactic", ["Tactic", "Requests"], report.Load.ByTactic.OrderByDescending(one => one.Value)
            .Select(one => Markup.Of($"""<tr><th scope="row">{one.Key}</th><td class="n">{one.Value}</td></tr>"""))))}
        </section>
        """);

    public static Markup Severity(Severity severity) => Pill(Say.Level(severity), severity switch
    {
        Findings.Severity.Leak => "bad",
        Findings.Severity.Warning => "fair",
        _ => "quiet",
    });

    public static Markup Pill(string text, string tone) => Markup.Of($"<span class=\"pill {tone}\">{text}</span>");

    public static Markup Time(DateTimeOffset time) => Markup.Of(
        $"<time datetime=\"{time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\">{time.UtcDateTime.ToString("d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture)} UTC</time>");

    public static string Sentence(string words) => words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..] + ".";

    private static Markup Figure(string name, string value, string what, string tone) => Markup.Of(
        $"<div class=\"figure {tone}\"><dt>{name}</dt><dd class=\"value\">{value}</dd><dd class=\"what\">{what}</dd></div>");

    private static Markup Table(string caption, IReadOnlyList<string> heads, IEnumerable<Markup> rows) => Markup.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>
        <thead><tr>{heads.Select(one => Markup.Of($"<th scope=\"col\"{(one is "Requests" or "Pairs" ? Markup.Of($" class=\"n\"") : Markup.Nothing)}>{one}</th>"))}</tr></thead>
        <tbody>{rows}</tbody></table></div>
        """);

    private static string ToneOf(Change change) => change switch
    {
        Change.New or Change.Worse => "bad",
        Change.Unknown => "fair",
        Change.Better or Change.Gone => "good",
        _ => "quiet",
    };

    private static string Times(Severity? severity, long count) => severity is { } level ? $"{Say.Level(level)}, {count.ToString("N0", CultureInfo.InvariantCulture)}×" : "–";
}
