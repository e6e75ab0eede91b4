using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Findings;

/// <summary>A finding as it is told, redacted.</summary>
internal static class FindingWords
{
    public static FindingReport Report(Finding finding, Redaction redaction)
    {
        var evidence = finding.Best!;
        var mechanism = Diagnosis.Of(finding.Check, evidence);
        var inBody = evidence.Place.StartsWith("body", StringComparison.Ordinal);
        var route = redaction.Path(finding.Route);
        var received = redaction.Report(evidence.Received, evidence.Source, evidence.Secret, evidence.Gap, inBody);
        var source = evidence.Source is null ? null : redaction.Report(evidence.Source, null, evidence.Secret, null, inBody);
        return new FindingReport
        {
            Id = finding.Id,
            Check = finding.Check.Code(),
            Severity = finding.Severity,
            Title = Title(finding, evidence, redaction, route),
            Route = route,
            Tactics = [.. finding.Tactics],
            Owner = evidence.Owner is null ? null : Plain.Line(evidence.Owner),
            Receiver = received.Account,
            Count = finding.Count,
            First = finding.First,
            Last = finding.Last,
            Confirmation = new Confirmation(finding.Tried, finding.Seen),
            Mechanism = mechanism with { Because = [.. mechanism.Because.Select(redaction.Text)] },
            Secret = evidence.Secret is null ? null : redaction.Shown(evidence.Secret),
            Place = redaction.Text(evidence.Place),
            Words = redaction.Text(evidence.Words),
            Source = source,
            Received = received,
            Curl = CurlScript.Write(evidence, finding.Check, redaction),
        };
    }

    private static string Title(Finding finding, Evidence evidence, Redaction redaction, string route)
    {
        var receiver = Person(evidence.Received.Exchange.Account);
        var owner = evidence.Owner is null ? "somebody else" : Person(evidence.Owner);
        var what = redaction.Text(evidence.Secret?.Label ?? finding.Detail);
        var request = $"{evidence.Received.Exchange.Request.Method.Method} {route}";
        var title = finding.Check switch
        {
            CheckKind.ForeignMarker => $"{receiver} got {owner}'s {Or(what, "content")} from {request}",
            CheckKind.ForeignCookie => $"{receiver} was given {owner}'s {Or(what, "cookie")} by {request}",
            CheckKind.WrongIdentity => $"{request} took {receiver} for {owner}",
            CheckKind.CookieOnCacheable => $"{request} sets {Or(what, "a session cookie")} on a response that caches may keep",
            CheckKind.PersonalStorable => $"{request} is personal, and nothing forbids caches to keep it",
            CheckKind.ReplayedNonce when finding.Severity > Severity.Note => $"{request} is personal, and a cache gave one response of it twice",
            CheckKind.SurvivingSession => $"{owner}'s session still opens {request} after signing out",
            CheckKind.RevivedSession => $"{owner}'s session opens {request} again, which was under way when it was signed out",
            _ => $"A cache gave one response of {request} twice",
        };
        return title.StartsWith("somebody", StringComparison.Ordinal) ? "S" + title[1..] : title;
    }

    private static string Or(string text, string other) => text.Length > 0 ? text : other;

    private static string Person(string account) => account == Account.Anonymous ? "somebody who is not signed in" : Plain.Line(account);
}
