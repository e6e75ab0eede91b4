using System.Buffers.Binary;
using System.Security.Cryptography;
using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>Records for store tests: nothing in them opens, and equal numbers give equal records.</summary>
internal static class SampleRecords
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static RecordKey Key(int number) => RecordKey.Of(Bytes(number, "key", 32));

    public static RecordKey Binding(int number) => RecordKey.Of(Bytes(number, "binding", 32));

    public static string Id(int number) => $"session-{number:00000000000000}";

    /// <summary>A live record of a subject with every member set to something of its own.</summary>
    public static SessionRecord Create(int number, string? subject = "alice", string? tenant = "acme", DateTimeOffset? at = null) => new()
    {
        Format = 7,
        Key = Key(number),
        BindingKey = Binding(number),
        Id = Id(number),
        Seal = number % 2 == 0 ? SealKind.TokenAndBinding : SealKind.TokenOnly,
        Subject = subject,
        Tenant = tenant,
        ClientLabel = "Firefox on Linux",
        CreatedAt = at ?? Start,
        AuthenticatedAt = (at ?? Start).AddSeconds(-1),
        LastSeenAt = (at ?? Start).AddMilliseconds(1),
        ExpiresAt = (at ?? Start).AddHours(12),
        IdleTimeout = TimeSpan.FromMinutes(30),
        IsPersistent = true,
        Epochs = default,
        ServerKey = Bytes(number, "server", 32),
        Payload = Bytes(number, "payload", 200),
        Mac = Bytes(number, "mac", 32),
    };

    /// <summary>What the next writer of this record would store.</summary>
    public static SessionRecord Next(this SessionRecord record, string change = "written") => record with
    {
        Generation = record.Generation + 1,
        Payload = Bytes((int)record.Generation, change, 300),
        Mac = Bytes((int)record.Generation, change + " mac", 32),
        LastSeenAt = record.LastSeenAt.AddSeconds(1),
    };

    /// <summary>The record that continues this one under another key.</summary>
    public static SessionRecord Successor(this SessionRecord record, int number) => record with
    {
        Key = Key(number),
        BindingKey = Binding(number),
        Generation = 1,
        Payload = Bytes(number, "payload", 200),
        Mac = Bytes(number, "mac", 32),
    };

    /// <summary>Everything in a record as text, since arrays do not compare by value.</summary>
    public static string Describe(this SessionRecord? r) => r is null ? "(none)" : string.Join(' ',
        r.Format, Hex(r.Key.ToArray()), Hex(r.BindingKey.ToArray()), r.Id, r.Seal, r.Generation, r.Subject ?? "-", r.Tenant ?? "-",
        r.ClientLabel ?? "-", Ms(r.CreatedAt), Ms(r.AuthenticatedAt), Ms(r.LastSeenAt), Ms(r.ExpiresAt), r.IdleTimeout.TotalMilliseconds,
        r.IsPersistent, r.Epochs, Hex(r.ServerKey), Hex(r.Payload), Hex(r.Mac), r.Status, Ms(r.EndedAt), Ms(r.GraceUntil));

    public static string Describe(this StoredSession? s) =>
        s is null ? "(none)" : $"{s.Record.Describe()} in force {s.Epochs} {s.Mode} at {s.Revision}";

    public static ControlEntry Entry(string action = "revoke all") => new(Start, action, "operator", "drill");

    private static byte[] Bytes(int number, string purpose, int length)
    {
        Span<byte> seed = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(seed, number);
        return HKDF.Expand(HashAlgorithmName.SHA256, SHA256.HashData(seed), length, System.Text.Encoding.UTF8.GetBytes(purpose));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes.AsSpan(0, Math.Min(8, bytes.Length))) + "/" + bytes.Length;

    private static string Ms(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds().ToString() ?? "-";
}
