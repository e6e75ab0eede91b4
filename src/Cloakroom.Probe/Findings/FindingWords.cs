using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Findings;

/// <summary>A finding as it is told, redacted.</summary>
internal static class FindingWords
{
    /// <summary>Named in a title; the list of signs has all.</summary>
    private const int MaxNamed = 3;

    /// <param name="finding">With evidence.</param>
    /// <param name="others">Those that it stands for.</param>
    /// <param name="redaction">Knows the exchanges of the evidence, and the names of all signs' cookies.</param>
    public static FindingReport Report(Finding finding, IReadOnlyList<Finding> others, Redaction redaction)
    {
        var evidence = finding.Best!;
        var mechanism = Diagnosis.Of(evidence.Check, evidence, finding.GoesByAddress);
        var inBody = evidence.Place.StartsWith("body", StringComparison.Ordinal);
        var route = redaction.Path(finding.Cause.Route);
        var received = redaction.Report(evidence.Received, evidence.Source, evidence.Secret, evidence.Gap, inBody);
        var source = evidence.Source is null ? null : redaction.Report(evidence.Source, null, evidence.Secret, null, inBody);

        // The others' responses are the same ones, but for those that came from variants.
        List<Finding> told = [finding, .. others.Where(one => one.Cause.Kind == finding.Cause.Kind)];
        var signs = FindingSigns.Of(finding, others, redaction);
        return new FindingReport
        {
            Id = finding.Id,
            StandsFor = StandsFor(finding, others),
            Check = evidence.Check.Code(),
            Severity = finding.Severity,
            Title = Title(finding, evidence, signs, redaction, route),
            Route = route,
            Signs = signs,
            Addresses = Addresses(told, redaction),
            HasMoreAddresses = told.Any(one => one.HasMoreAddresses),
            Tactics = [.. told.SelectMany(one => one.Tactics).Distinct().Order(StringComparer.Ordinal)],
            Owner = evidence.Owner is null ? null : Plain.Line(evidence.Owner),
            Receiver = received.Account,
            Count = told.Sum(one => one.Count),
            First = told.Min(one => one.First),
            Last = told.Max(one => one.Last),
            Confirmation = new Confirmation(finding.Tried, finding.Seen),
            Mechanism = mechanism with { Because = [.. mechanism.Because.Select(redaction.Text)] },
            Secret = evidence.Secret is null ? null : redaction.Shown(evidence.Secret),
            Place = redaction.Text(evidence.Place),
            Words = redaction.Text(evidence.Words),
            Source = source,
            Received = received,
            Curl = CurlScript.Write(evidence, evidence.Check, redaction),
        };
    }

    // Variants of a page that a cache stores are not tried, and so are never findings of their own.
    private static IReadOnlyList<string> StandsFor(Finding finding, IReadOnlyList<Finding> others)
    {
        var ids = others.Select(one => one.Id);
        return [.. (finding is { IsStored: true, Cause.IsVariant: false } ? ids.Append((finding.Cause with { IsVariant = true }).Id()) : ids).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<AddressReport> Addresses(IReadOnlyList<Finding> told, Redaction redaction) =>
    [
        .. told.SelectMany(one => one.Addresses.Select(address => new AddressReport(redaction.Path(address.Key), one.Cause.IsVariant, address.Value)))
            .OrderBy(one => one.IsVariant).ThenByDescending(one => one.Count).ThenBy(one => one.Path, StringComparer.Ordinal),
    ];

    private static string Title(Finding finding, Evidence evidence, IReadOnlyList<SignReport> signs, Redaction redaction, string route)
    {
        var receiver = Person(evidence.Received.Exchange.Account);
        var owner = evidence.Owner is null ? "somebody else" : Person(evidence.Owner);
        var what = redaction.Text(evidence.Secret?.Label ?? evidence.Detail);
        var request = Request(finding, evidence, route);
        var title = evidence.Check switch
        {
            CheckKind.ForeignMarker => $"{receiver} got {owner}'s {Things(signs, Or(what, "content"))} from {request}{TakenFor(signs)}",
            CheckKind.ForeignCookie => $"{receiver} was given {owner}'s {Things(signs, Or(what, "cookie"))} by {request}{TakenFor(signs)}",
            CheckKind.WrongIdentity => $"{request} took {receiver} for {owner}",
            CheckKind.CookieOnCacheable => $"{request} sets {Things(signs, Or(what, "a session cookie"))} on a response that caches may keep",
            CheckKind.PersonalStorable => $"{request} is personal, and nothing forbids caches to keep it",
            CheckKind.ReplayedNonce when finding.Severity > Severity.Note => $"{request} is personal, and a cache gave one response of it twice",
            CheckKind.SurvivingSession => $"{owner}'s session still opens {request} after signing out",
            CheckKind.RevivedSession => $"{owner}'s session opens {request} again, which was under way when it was signed out",
            _ => $"A cache gave one response of {request} twice",
        };
        return char.IsAsciiLetterLower(title[0]) && (title.StartsWith("somebody", StringComparison.Ordinal) || title.StartsWith("a path", StringComparison.Ordinal)) ? char.ToUpperInvariant(title[0]) + title[1..] : title;
    }

    private static string Request(Finding finding, Evidence evidence, string route)
    {
        var request = $"{evidence.Received.Exchange.Request.Method.Method} {route}";
        if (!finding.Cause.IsVariant)
            return request;
        return finding.Addresses.Count == 1 || evidence.Check is not (CheckKind.ForeignMarker or CheckKind.ForeignCookie)
            ? $"a path variant of {request}"
            : $"{finding.Addresses.Count} path variants of {request}";
    }

    /// <summary>Such as <c>email, cookie sid and 2 more</c>: of signs with the same severity, beginning with the best evidence's.</summary>
    private static string Things(IReadOnlyList<SignReport> signs, string first)
    {
        var worst = signs.Count == 0 ? Severity.Leak : signs[0].Severity;
        List<string> things = [.. signs.Where(sign => sign.Severity == worst && sign.Check != CheckKind.WrongIdentity.Code()).Select(sign => sign.What).Prepend(first).Distinct(StringComparer.Ordinal)];
        if (things.Count > MaxNamed)
            things = [.. things.Take(MaxNamed - 1), $"{things.Count - MaxNamed + 1} more"];
        return things.Count == 1 ? things[0] : $"{string.Join(", ", things.SkipLast(1))} and {things[^1]}";
    }

    private static string TakenFor(IReadOnlyList<SignReport> signs) =>
        signs.Any(sign => sign.Check == CheckKind.WrongIdentity.Code() && sign.Severity == Severity.Leak) ? ", and was taken for them" : "";

    private static string Or(string text, string other) => text.Length > 0 ? text : other;

    private static string Person(string account) => account == Account.Anonymous ? "somebody who is not signed in" : Plain.Line(account);
}
