namespace Cloakroom.Journal;

/// <summary>Whether each rule acts or only reports. Every rule's default is <see cref="RuleMode.Enforce"/>.</summary>
public sealed class MixupRuleOptions
{
    /// <summary>
    /// A token with a foreign binding. Observe: records made from then on are sealed under the token alone, so that the session opens for
    /// whoever brings the token; records sealed before stay closed.
    /// </summary>
    public RuleMode ForeignBinding { get; set; }

    /// <summary>A record that does not open. It never yields a principal; Observe lets the request go on as signed out instead of answering 503.</summary>
    public RuleMode ForeignRecord { get; set; }

    /// <summary>A key that exists already. It is never issued twice; Observe lets the sign-in go on with another pair instead of answering 503.</summary>
    public RuleMode DuplicateIssue { get; set; }

    /// <summary>A session used by the flow of another request. Observe lets it happen.</summary>
    public RuleMode CrossFlow { get; set; }

    /// <summary>A response with another session's owner tag. Observe lets it pass.</summary>
    public RuleMode ForeignOwner { get; set; }

    /// <summary>A guarded cookie on a cacheable response. Observe leaves the response's cache headers as the application set them.</summary>
    public RuleMode CookieOnCacheable { get; set; }

    /// <summary>Guarded cookies on static routes behind a CDN. They are not read there in any case, so that nothing is served on them and the two modes do the same.</summary>
    public RuleMode CookieToStatic { get; set; }

    /// <summary>A superseded token after its grace. It opens nothing in any case; Enforce also ends the session that it belonged to, Observe does not.</summary>
    public RuleMode Superseded { get; set; }

    /// <summary>A canary that reads back wrong. Enforce closes sign-in on this node until it reads right again.</summary>
    public RuleMode Canary { get; set; }

    internal RuleMode For(MixupKind kind) => kind switch
    {
        MixupKind.ForeignBinding => ForeignBinding,
        MixupKind.ForeignRecord => ForeignRecord,
        MixupKind.DuplicateIssue => DuplicateIssue,
        MixupKind.CrossFlow => CrossFlow,
        MixupKind.ForeignOwner => ForeignOwner,
        MixupKind.CookieOnCacheable => CookieOnCacheable,
        MixupKind.CookieToStatic => CookieToStatic,
        MixupKind.Superseded => Superseded,
        MixupKind.Canary => Canary,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
