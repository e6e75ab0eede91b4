namespace Cloakroom.Probe.Findings;

internal static class CheckKinds
{
    /// <summary>Whether one who asks for a page, alone or after another, can see it again. The others are tried again by whoever found them.</summary>
    public static bool ShowsByAsking(this CheckKind kind) => kind is not (CheckKind.SurvivingSession or CheckKind.RevivedSession);

    /// <summary>The name in reports, SARIF rules and on the command line.</summary>
    public static string Code(this CheckKind kind) => kind switch
    {
        CheckKind.ForeignMarker => "foreign-marker",
        CheckKind.ForeignCookie => "foreign-cookie",
        CheckKind.WrongIdentity => "wrong-identity",
        CheckKind.CookieOnCacheable => "cookie-on-cacheable",
        CheckKind.PersonalStorable => "personal-storable",
        CheckKind.ReplayedNonce => "replayed-nonce",
        CheckKind.SurvivingSession => "surviving-session",
        CheckKind.RevivedSession => "revived-session",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
