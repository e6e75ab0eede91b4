using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Probe.Reports;

/// <summary>The report for people: one file that loads nothing, runs nothing, and can be read, printed and passed on.</summary>
internal static class HtmlReport
{
    private static readonly string Style = ReadStyle();

    // The one sheet is allowed by its digest, and nothing else at all, so that whatever a site sent stays text.
    private static readonly string Policy = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'";

    public static string Write(ProbeReport report) => Markup.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex">
        <title>{Title(report)}</title>
        <style>{Markup.Own(Style)}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
        <p class="mark">Cloakroom <span>leak probe</span></p>
        <nav aria-label="Parts"><ul>{HtmlParts.Contents(report)}</ul></nav>
        </header>
        <main id="content">
        {Head(report)}
        {HtmlParts.Untested(report)}
        {HtmlParts.Compared(report)}
        {HtmlFindings.All(report)}
        {HtmlParts.Confidence(report)}
        {HtmlParts.Targets(report)}
        {HtmlParts.Accounts(report)}
        {HtmlParts.Coverage(report)}
        </main>
        <footer>
        <p>Made by cloakroom probe {report.Version} with seed {report.Seed.ToString(CultureInfo.InvariantCulture)}, which gives the same choices again.
        Secrets stand as names and digests: the first 12 digits of SHA-256, so that whoever has the secret can prove that it is the one. A short or common value can be guessed from its digest; treat the report as internal.</p>
        </footer>
        </body>
        </html>

        """).ToString();

    private static string Title(ProbeReport report) => $"{Say.Verdict(report)} {Say.Site(report.Target).Host}";

    private static Markup Head(ProbeReport report) => Markup.Of($"""
        <section class="verdict {Tone(report)}">
        <h1>{Say.Verdict(report)}</h1>
        <p><code>{Say.Site(report.Target).ToString()}</code>, {HtmlParts.Time(report.StartedAt)}: {Say.Amount(report.Load.Requests, "request")} as {Say.Accounts(report)} in {Duration.Words(TimeSpan.FromSeconds(report.Seconds))}; {Say.End(report.End)}.</p>
        <p>{Say.Bound(report.Confidence)}</p>
        </section>
        """);

    private static string Tone(ProbeReport report) => report.Verdict switch
    {
        Verdict.Leaks => "bad",
        Verdict.Clean => "good",
        _ => "fair",
    };

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
