using System.Globalization;
using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>The report for a terminal: a summary that fits a screen, and on request every finding.</summary>
internal static class TextReport
{
    /// <summary>Lines of a summary, at most.</summary>
    public const int MaxLines = 25;

    /// <summary>Groups among them.</summary>
    private const int FindingsShown = 8;
    private const int GroupsShown = 2;
    private const int AddressesShown = 6;
    private const int UntestedShown = 3;
    private const int ChangesShown = 4;

    /// <param name="report">Holds no secret, and texts of the site.</param>
    /// <param name="writer">Gets plain lines, at most <see cref="MaxLines"/>.</param>
    /// <param name="width">Columns; longer lines are cut.</param>
    public static void WriteSummary(ProbeReport report, TextWriter writer, int width = 100)
    {
        void Line(string text = "") => writer.WriteLine(Cut(text, width));
        Line(Say.Verdict(report));
        Line($"{Say.Site(report.Target)}: {Say.Amount(report.Load.Requests, "request")} in {Duration.Words(TimeSpan.FromSeconds(report.Seconds))}; {Say.End(report.End)}.");
        Line();
        var groups = report.Groups.Take(GroupsShown).ToList();
        var shown = FindingsShown - groups.Count;
        foreach (var group in groups)
            Line($"  {group.Findings.Count} routes have one cause{(group.Cache is null ? "" : $" in {group.Cache}")}: {group.Mechanism} ({Times(group.Count)})");
        foreach (var finding in report.Findings.Take(shown))
            Line($"  {Say.Level(finding.Severity).ToUpperInvariant(),-8} {finding.Title} ({Times(finding.Count)}, {finding.Mechanism.Code}, {Say.Confirmed(finding.Confirmation)})");
        if (report.Findings.Count > shown || report.Omitted > 0)
            Line($"  … and {Say.Amount(Math.Max(0, report.Findings.Count - shown), "more finding")}{(report.Omitted > 0 ? $", and {Say.Amount(report.Omitted, "response")} of causes that are not listed" : "")}");
        if (report.Findings.Count > 0)
            Line();
        Line(Say.Bound(report.Confidence));
        if (report.Untested.Count > 0)
        {
            Line($"Not tested, and so not clean ({report.Untested.Count}):");
            foreach (var one in report.Untested.Take(UntestedShown))
                Line($"  {one.What}: {one.Why}. {one.Remedy}");
            if (report.Untested.Count > UntestedShown)
                Line($"  … and {report.Untested.Count - UntestedShown} more");
        }

        if (report.Comparison is { } comparison)
        {
            Line($"Compared with {comparison.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC: {Say.Changes(comparison)}. Bound then {Say.Share(comparison.Confidence.UpperBound)}, now {Say.Share(report.Confidence.UpperBound)}.");
            foreach (var one in comparison.Findings.Where(one => one.Change is not Reports.Change.Same).Take(ChangesShown))
                Line($"  {Say.Change(one.Change),-17}{one.Title}{(one.Untested is null ? "" : $" ({one.Untested})")}");
        }
    }

    /// <summary>Every finding with its evidence and remedy, after the summary.</summary>
    public static void WriteFindings(ProbeReport report, TextWriter writer)
    {
        void Line(string text = "") => writer.WriteLine(Plain.Line(text));
        foreach (var finding in report.Findings)
        {
            Line();
            Line($"{Say.Level(finding.Severity).ToUpperInvariant()} {finding.Id} {finding.Title}");
            Line($"  {finding.Words}");
            if (finding.Secret is not null)
                Line($"  {finding.Secret} in {finding.Place}");
            foreach (var sign in finding.Signs.Skip(1))
                Line($"  also {Say.Sign(sign)}");
            if (Say.Where(finding) is { Length: > 0 } where)
                Line($"  {where}: {string.Join(" ", finding.Addresses.Take(AddressesShown).Select(one => one.Path))}{(finding.Addresses.Count > AddressesShown ? " …" : "")}");
            Line($"  {finding.Mechanism.Code}{(finding.Mechanism.Cache is { } cache ? $" ({cache})" : "")}: {finding.Mechanism.Words}");
            foreach (var reason in finding.Mechanism.Because)
                Line($"    because {reason}");
            foreach (var exchange in new[] { finding.Source, finding.Received }.OfType<ExchangeReport>())
                Line($"  {exchange.Account}: {exchange.Method} {exchange.Url} → {exchange.Status}, {exchange.BodyBytes} bytes{(exchange.MillisecondsAfterSource is { } after ? $", {Say.After(after)}" : "")}");
            foreach (var line in finding.Mechanism.Remedy.Split('\n'))
                Line($"  {line}");
        }
    }

    private static string Times(long count) => count.ToString("N0", CultureInfo.InvariantCulture) + "×";

    private static string Cut(string text, int width)
    {
        var plain = Plain.Line(text);
        if (plain.Length <= width)
            return plain;
        var end = width - 1;
        return string.Concat(plain.AsSpan(0, char.IsHighSurrogate(plain[end - 1]) ? end - 1 : end), "…");
    }
}
