namespace Cloakroom.Replay.Applications;

/// <summary>Applications on stacks that nobody here wrote. All have the same pages, and all roll their session with every answer, static files included.</summary>
internal enum ApplicationKind
{
    /// <summary>Express with express-session: an identifier in <c>connect.sid</c>, sessions in the process.</summary>
    ExpressSession,

    /// <summary>Express with cookie-session: the session in <c>session</c>, its signature in <c>session.sig</c>.</summary>
    CookieSession,

    /// <summary>PHP's own server with native sessions: an identifier in <c>PHPSESSID</c>, sessions in files.</summary>
    Php,

    /// <summary>The same with a save handler that goes on without its storage: the weak error checking of cachetur-2022.</summary>
    ResilientPhp,

    /// <summary>The native sessions on php-fpm behind nginx.</summary>
    PhpFpm,

    /// <summary>Flask: the session, signed, in <c>session</c>.</summary>
    Flask,

    /// <summary>Django: an identifier in <c>sessionid</c>, and <c>csrftoken</c> for scripts.</summary>
    Django,
}
