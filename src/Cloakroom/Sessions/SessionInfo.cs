namespace Cloakroom.Sessions;

/// <summary>A session as its owner may see it.</summary>
/// <param name="Id">The public id: 22 characters, not a secret.</param>
/// <param name="Subject">The user's id; null for an anonymous session.</param>
/// <param name="Tenant">The tenant, if the application has any.</param>
/// <param name="ClientLabel">A coarse description such as <c>Firefox on Windows</c>, made at sign-in from <c>User-Agent</c>.</param>
/// <param name="CreatedAt">When it was signed in, UTC.</param>
/// <param name="AuthenticatedAt">When the subject last proved who they are, UTC; null for an anonymous session.</param>
/// <param name="LastSeenAt">When it was last used, UTC, to within <see cref="SessionLifetimeOptions.TouchInterval"/>.</param>
/// <param name="ExpiresAt">The end of its absolute lifetime, UTC.</param>
/// <param name="IsPersistent">Whether it was signed in with "remember me".</param>
public sealed record SessionInfo(
    string Id,
    string? Subject,
    string? Tenant,
    string? ClientLabel,
    DateTimeOffset CreatedAt,
    DateTimeOffset? AuthenticatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt,
    bool IsPersistent);
