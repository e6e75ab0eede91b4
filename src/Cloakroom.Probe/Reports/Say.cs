using System.Globalization;
using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>The words that all reports for people share.</summary>
internal static class Say
{
    /// <summary>The one sentence that everything begins with.</summary>
    public static string Verdict(ProbeReport report) => report.Verdict switch
    {
        Reports.Verdict.Leaks => (Count(report, Severity.Leak), Ways(report, Severity.Leak)) switch
        {
            (1, _) => "Somebody got what is another's, in one way.",
            var (count, ways) when ways == count => string.Create(CultureInfo.InvariantCulture, $"Somebody got what is another's, in {count:N0} ways."),
            var (count, ways) => string.Create(CultureInfo.InvariantCulture, $"Somebody got what is another's, in {(ways == 1 ? "one way" : $"{ways} ways")} at {count:N0} routes."),
        },
        Reports.Verdict.Warnings when report.Confidence.Pairs == 0 => "Nothing was tried, so whether anything leaks is not known; what was seen on the way, a cache would be right to leak.",
        Reports.Verdict.Warnings => Count(report, Severity.Warning) switch
        {
            1 => "Nothing leaked, and one thing waits to.",
            var count => string.Create(CultureInfo.InvariantCulture, $"Nothing leaked, and {count:N0} things wait to."),
        } + (report.Untested.Count > 0 ? " Not everything was tested." : ""),
        Reports.Verdict.Incomplete => report.Confidence.Pairs == 0 ? "Nothing was tested, so nothing is known." : "Nothing leaked where it was tested, and not everything was.",
        _ => "Nobody got what is another's.",
    };

    /// <summary>As how many was asked: <c>2 accounts</c>, <c>2 accounts (1 still signed in at the end)</c>.</summary>
    public static string Accounts(ProbeReport report)
    {
        var signedIn = report.Accounts.Count(one => one.IsSignedIn);
        return Amount(report.Accounts.Count, "account") + (signedIn == report.Accounts.Count ? "" : string.Create(CultureInfo.InvariantCulture, $" ({signedIn} still signed in at the end)"));
    }

    public static string End(EndReason end) => end switch
    {
        EndReason.Planned => "the plan was done",
        EndReason.Bound => "the bound that was asked for is reached",
        EndReason.Time => "the time was up",
        EndReason.Requests => "all requests or bytes that were allowed are used up",
        EndReason.Interrupted => "it was interrupted",
        EndReason.Failed => "it was stopped: the probe itself failed",
        _ => "it was stopped: the site could not be asked, or nobody signed in",
    };

    /// <summary>What the number of pairs is worth.</summary>
    public static string Bound(Confidence confidence)
    {
        if (confidence.Pairs == 0)
            return "No pair was tried, so the run says nothing about how often something leaks.";
        var pairs = Amount(confidence.Pairs, "pair");
        var asked = confidence.AskedFor is { } bound ? confidence.UpperBound <= bound ? $" The bound that was asked for, {Share(bound)}, is reached." : $" The bound that was asked for, {Share(bound)}, is not reached." : "";
        return confidence.Leaks == 0
            ? $"{pairs} tried, none leaked: with 95 % confidence fewer than {Share(confidence.UpperBound)} leak.{asked}"
            : $"{pairs} tried, {confidence.Leaks.ToString("N0", CultureInfo.InvariantCulture)} leaked: with 95 % confidence at most {Share(confidence.UpperBound)} leak.{asked}";
    }

    /// <summary>Such as <c>1 in 1,200</c>.</summary>
    public static string Share(double share) => share switch
    {
        >= 0.1 => share.ToString("0 %", CultureInfo.InvariantCulture),
        > 0 => string.Create(CultureInfo.InvariantCulture, $"1 in {Math.Floor(1 / share):N0}"),
        _ => "none",
    };

    public static string Level(Severity severity) => severity switch
    {
        Severity.Leak => "leak",
        Severity.Warning => "warning",
        _ => "note",
    };

    public static string Confirmed(Confirmation confirmation) => confirmation switch
    {
        { Tried: 0 } => "not tried again",
        { Tried: 1, Seen: 1 } => "tried again, seen again",
        { Tried: 1, Seen: 0 } => "tried again, not seen again",
        _ => $"tried again {confirmation.Tried} times, seen {confirmation.Seen} times",
    };

    public static string Change(Change change) => change switch
    {
        Reports.Change.New => "new",
        Reports.Change.Worse => "worse",
        Reports.Change.Unknown => "not tested again",
        Reports.Change.Same => "still there",
        Reports.Change.Better => "better",
        _ => "gone",
    };

    public static string Changes(Comparison comparison)
    {
        var parts = Enum.GetValues<Change>().Select(change => (change, Count: comparison.Count(change))).Where(one => one.Count > 0).Select(one => $"{one.Count} {Change(one.change)}");
        return comparison.Findings.Count == 0 ? "no findings then, none now" : string.Join(", ", parts);
    }

    /// <summary>When the receiver's request was sent.</summary>
    public static string After(double milliseconds) => milliseconds < 0
        ? "sent while the first was under way"
        : $"sent {Duration.Words(TimeSpan.FromMilliseconds(milliseconds))} after the first had its answer";

    public static string Amount(long count, string one) => Amount(count, one, one + "s");

    public static string Amount(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    public static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000:N0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000:N0} MB"),
    };

    /// <summary>Without user and password.</summary>
    public static Uri Site(Uri site) => site.IsAbsoluteUri ? new Uri(site.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)) : site;

    /// <summary>Where it was seen: <c>at 3 addresses, and 14 path variants of them</c>; empty for one.</summary>
    public static string Where(FindingReport finding)
    {
        var variants = finding.Addresses.Count(one => one.IsVariant);
        var plain = finding.Addresses.Count - variants;
        var more = finding.HasMoreAddresses ? "more than " : "";
        return (plain, variants) switch
        {
            ( <= 1, 0) or (0, 1) => "",
            (_, 0) => $"at {more}{Amount(plain, "address", "addresses")}",
            (0, _) => $"at {more}{Amount(variants, "path variant")}",
            _ => $"at {more}{Amount(plain, "address", "addresses")}, and at {Amount(variants, "path variant")} of {(plain == 1 ? "it" : "them")}",
        };
    }

    /// <summary>What is seen of a cause, beside what its finding begins with.</summary>
    public static string Sign(SignReport sign) => $"{sign.What} in {sign.Place} ({sign.Check}, {Amount(sign.Count, "response")}){(sign.Mechanism is null ? "" : $", apart from the rest and by {sign.Mechanism}")}";

    private static int Ways(ProbeReport report, Severity severity) =>
        Count(report, severity) - report.Groups.Where(group => group.Severity == severity).Sum(group => group.Findings.Count - 1);

    private static int Count(ProbeReport report, Severity severity) => report.Findings.Count(one => one.Severity == severity);
}
