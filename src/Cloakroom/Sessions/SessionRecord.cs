using Cloakroom.Control;
using Cloakroom.Journal;

namespace Cloakroom.Sessions;

/// <summary>A session as a store keeps it. Immutable; times have millisecond precision.</summary>
/// <remarks>
/// Everything down to <see cref="Payload"/> is authenticated: the columns by <see cref="Mac"/>, the payload by AES-GCM with the identity
/// of the record as associated data. The last three members are the store's own to change and are authenticated by nothing.
/// </remarks>
internal sealed record SessionRecord
{
    /// <summary>The layout that this version writes. A store never interprets it.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Whose it is, as reports name them.</summary>
    public MixupParty Party => new(Subject, Id) { Tenant = Tenant };

    /// <summary>SHA-256 of the token.</summary>
    public required RecordKey Key { get; init; }

    /// <summary>SHA-256 of the binding.</summary>
    public required RecordKey BindingKey { get; init; }

    /// <summary>The public id: 22 characters, not a secret, stable over rotation. Lists, logs and events use it.</summary>
    public required string Id { get; init; }

    public SealKind Seal { get; init; }

    /// <summary>Starts at 1 and grows by one with every write of the payload.</summary>
    public long Generation { get; init; } = 1;

    /// <summary>The user's id; null for an anonymous session.</summary>
    public string? Subject { get; init; }

    public string? Tenant { get; init; }

    public string? ClientLabel { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the subject last proved who they are; null for an anonymous session.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The end of the absolute lifetime.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>"Remember me": the cookies outlive the browser session.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>The epochs in force when the session was created. The session ends when any of them has moved.</summary>
    public EpochStamp Epochs { get; init; }

    /// <summary>The record's own 256-bit pepper, protected under the Data Protection key ring.</summary>
    public byte[] ServerKey { get; init; } = [];

    /// <summary>The sealed claims and data.</summary>
    public byte[] Payload { get; init; } = [];

    /// <summary>HMAC-SHA256 over the columns above except <see cref="Payload"/>, under a key derived from the pepper.</summary>
    public byte[] Mac { get; init; } = [];

    public RecordStatus Status { get; init; }

    /// <summary>When the record stopped being <see cref="RecordStatus.Live"/>.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>For a superseded record: until when requests that were already under way may still use it.</summary>
    public DateTimeOffset? GraceUntil { get; init; }
}

/// <summary>Which secrets a record is sealed under.</summary>
internal enum SealKind
{
    /// <summary>Token and binding: the record opens only for the browser it was made for.</summary>
    TokenAndBinding,

    /// <summary>The token alone: the binding is compared but only observed.</summary>
    TokenOnly,
}

/// <summary>Where a record is in its life. It never moves up this list (invariant I7).</summary>
internal enum RecordStatus
{
    Live,

    /// <summary>Rotated away: another record continues the session.</summary>
    Superseded,

    Revoked,
}
