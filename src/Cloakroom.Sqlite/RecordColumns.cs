using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>A record as columns, in one order for all statements.</summary>
internal static class RecordColumns
{
    /// <summary>What the caller gives. <see cref="Bind"/> binds them in this order.</summary>
    public const string Given = """
        key, binding_key, id, format, seal, generation, subject, tenant, client_label, created_at, authenticated_at, last_seen_at,
        expires_at, idle_timeout, is_persistent, epoch_all, epoch_tenant, epoch_subject, server_key, payload, mac
        """;

    /// <summary>And what is the store's own. <see cref="Read"/> reads them in this order.</summary>
    public const string All = Given + ", status, ended_at, grace_until";

    /// <summary>How many columns <see cref="All"/> has.</summary>
    public const int Count = 24;

    public static Statement Bind(this Statement s, SessionRecord r) => s
        .Bind(r.Key).Bind(r.BindingKey).Bind(r.Id).Bind(r.Format).Bind((long)r.Seal).Bind(r.Generation)
        .Bind(r.Subject).Bind(r.Tenant).Bind(r.ClientLabel)
        .Bind(r.CreatedAt).Bind(r.AuthenticatedAt).Bind(r.LastSeenAt).Bind(r.ExpiresAt)
        .Bind((long)r.IdleTimeout.TotalMilliseconds).Bind(r.IsPersistent ? 1 : 0)
        .Bind(r.Epochs.All).Bind(r.Epochs.Tenant).Bind(r.Epochs.Subject)
        .Bind(r.ServerKey.AsSpan()).Bind(r.Payload.AsSpan()).Bind(r.Mac.AsSpan());

    public static SessionRecord Read(Statement s) => new()
    {
        Key = s.Key(0),
        BindingKey = s.Key(1),
        Id = s.Text(2),
        Format = (int)s.Int64(3),
        Seal = s.Enum<SealKind>(4),
        Generation = s.Int64(5),
        Subject = s.OptionalText(6),
        Tenant = s.OptionalText(7),
        ClientLabel = s.OptionalText(8),
        CreatedAt = s.Time(9),
        AuthenticatedAt = s.OptionalTime(10),
        LastSeenAt = s.Time(11),
        ExpiresAt = s.Time(12),
        IdleTimeout = TimeSpan.FromMilliseconds(s.Int64(13)),
        IsPersistent = s.Int64(14) != 0,
        Epochs = new EpochStamp(s.Int64(15), s.Int64(16), s.Int64(17)),
        ServerKey = s.Blob(18),
        Payload = s.Blob(19),
        Mac = s.Blob(20),
        Status = s.Enum<RecordStatus>(21),
        EndedAt = s.OptionalTime(22),
        GraceUntil = s.OptionalTime(23),
    };
}
