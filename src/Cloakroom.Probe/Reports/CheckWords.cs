using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>What each check looks for and why it matters: for rules in SARIF, test suites, and readers.</summary>
internal static class CheckWords
{
    public static string Name(CheckKind check) => check switch
    {
        CheckKind.ForeignMarker => "Another account's content",
        CheckKind.ForeignCookie => "Another account's cookie",
        CheckKind.WrongIdentity => "Taken for another account",
        CheckKind.CookieOnCacheable => "A session cookie that caches may keep",
        CheckKind.PersonalStorable => "A personal response that caches may keep",
        CheckKind.SurvivingSession => "A session that is not over after signing out",
        CheckKind.RevivedSession => "A session that comes back after signing out",
        _ => "One response given out twice",
    };

    public static string Help(CheckKind check) => check switch
    {
        CheckKind.ForeignMarker => "A text that belongs to one account only arrived, in headers or body, at another account that asked for its own page.",
        CheckKind.ForeignCookie => "A Set-Cookie carried a value that had been issued to another account, or one value was issued to two browsers. With a session cookie the receiver becomes the owner.",
        CheckKind.WrongIdentity => "The response says that its receiver is another account.",
        CheckKind.CookieOnCacheable => "A response with a guarded Set-Cookie may be stored by a shared cache, or is on a static route. A cache that keeps it gives the cookie to others.",
        CheckKind.PersonalStorable => "A response that is made for one account says neither no-store nor private, so that a shared cache may keep it (RFC 9111, section 3).",
        CheckKind.SurvivingSession => "The cookies of before signing out still show the account, two seconds later. Whoever finds them on a shared machine, in a backup or a log is that account.",
        CheckKind.RevivedSession => "The account signed out while a request of its own was under way, and the cookies of before show it again, two seconds later: the end of the request has brought the session back.",
        _ => "A value that is new in every response came a second time: a cache answered, whatever the headers say.",
    };

    public static Severity Usual(CheckKind check) => check switch
    {
        CheckKind.ForeignMarker or CheckKind.ForeignCookie or CheckKind.WrongIdentity => Severity.Leak,
        CheckKind.CookieOnCacheable or CheckKind.PersonalStorable or CheckKind.SurvivingSession or CheckKind.RevivedSession => Severity.Warning,
        _ => Severity.Note,
    };
}
