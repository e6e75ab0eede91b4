namespace Cloakroom.Probe.Findings;

/// <summary>What a response was found out by. <see cref="CheckKinds"/> has the names.</summary>
internal enum CheckKind
{
    /// <summary>A marker of another account, in headers or body. A leak.</summary>
    ForeignMarker,

    /// <summary>Another account's cookie value in a <c>Set-Cookie</c>, or one value issued to two jars. A leak.</summary>
    ForeignCookie,

    /// <summary>The page says that one is somebody else. A leak.</summary>
    WrongIdentity,

    /// <summary>A guarded <c>Set-Cookie</c> on a response that a shared cache may store, or on a static route. A warning.</summary>
    CookieOnCacheable,

    /// <summary>A personal response without <c>no-store</c> or <c>private</c>. A warning.</summary>
    PersonalStorable,

    /// <summary>A value that is new in every response came a second time: a cache answered, whatever the headers say. A note; on a personal response a warning.</summary>
    ReplayedNonce,

    /// <summary>A session that was signed out still opens a page. A warning.</summary>
    SurvivingSession,

    /// <summary>A session that was signed out while a request of it was under way opens a page again. A warning.</summary>
    RevivedSession,
}
