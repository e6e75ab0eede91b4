using Microsoft.AspNetCore.Authentication;

namespace Cloakroom.Sessions;

/// <summary>What a session is to be made of.</summary>
internal sealed record SessionDraft
{
    /// <summary>Null for an anonymous session.</summary>
    public AuthenticationTicket? Ticket { get; init; }

    public SessionDataSet Data { get; init; } = SessionDataSet.Empty;

    /// <summary>The public id, when one has been shown already; otherwise a fresh one is made.</summary>
    public string? Id { get; init; }

    public string? Subject { get; init; }

    public string? Tenant { get; init; }

    public string? ClientLabel { get; init; }

    public bool IsPersistent { get; init; }

    /// <summary>An earlier end than the configured absolute timeout; a later one has no effect.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the request has a <see cref="Control.VerifyPass"/>: the mode does not concern it.</summary>
    public bool HasPass { get; init; }

    /// <summary>The session that the browser brought and that ends with this one's creation.</summary>
    public OpenSession? Replaces { get; init; }
}

/// <summary>A session and the secrets under which the browser will hold it.</summary>
internal readonly record struct IssuedSession(SecretPair Secrets, OpenSession Session);

/// <summary>What a request wants to change in its session.</summary>
/// <param name="Data">A value for each key written, null for each key removed.</param>
/// <param name="Ticket">A validated principal of the same subject; null to keep what is there.</param>
internal sealed record SessionChange(IReadOnlyDictionary<string, byte[]?> Data, AuthenticationTicket? Ticket = null);

/// <summary>How a session goes on under its next token.</summary>
/// <param name="Ticket">Other claims of the same subject; null to keep them.</param>
/// <param name="Tenant">The tenant from now on.</param>
/// <param name="IsReauthenticated">Whether the subject has just proved again who they are.</param>
internal sealed record SessionRotation(AuthenticationTicket? Ticket, string? Tenant, bool IsReauthenticated)
{
    /// <summary>Whether the request has a <see cref="Control.VerifyPass"/>: the mode does not concern it.</summary>
    public bool HasPass { get; init; }
}
