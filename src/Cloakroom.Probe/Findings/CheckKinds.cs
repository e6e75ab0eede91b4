namespace Cloakroom.Probe.Findings;

internal static class CheckKinds
{
    /// <summary>The name in reports, SARIF rules and on the command line.</summary>
    public static string Code(this CheckKind kind) => kind switch
    {
        CheckKind.ForeignMarker => "foreign-marker",
        CheckKind.ForeignCookie => "foreign-cookie",
        CheckKind.WrongIdentity => "wrong-identity",
        CheckKind.CookieOnCacheable => "cookie-on-cacheable",
        CheckKind.PersonalStorable => "personal-storable",
        CheckKind.ReplayedNonce => "replayed-nonce",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
