using Cloakroom.Sessions;

namespace Cloakroom.Http;

/// <summary>What Cloakroom knows of the current request: <c>HttpContext.Features.Get&lt;ICloakroomFeature&gt;()</c>.</summary>
public interface ICloakroomFeature
{
    /// <summary>What became of the session that the request brought; null while nobody has asked for it, and on static routes.</summary>
    SessionOutcome? Outcome { get; }

    /// <summary>The request's session; null unless the outcome is <see cref="SessionOutcome.Valid"/> or one was signed in since.</summary>
    SessionInfo? Session { get; }

    /// <summary>Whether the route is static, so that guarded cookies are neither read nor written.</summary>
    bool IsStaticRoute { get; }
}
