using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cloakroom.Sessions;

/// <summary>SHA-256 of a secret: what a store may know of a token or a binding. A value type, so that look-ups do not allocate.</summary>
internal readonly struct RecordKey : IEquatable<RecordKey>
{
    public const int Size = 32;

    [ThreadStatic]
    private static IncrementalHash? _sha;

    private readonly ulong _a, _b, _c, _d;

    private RecordKey(ReadOnlySpan<byte> hash)
    {
        _a = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        _b = BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
        _c = BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]);
        _d = BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]);
    }

    /// <summary>The key under which the record of this secret is stored.</summary>
    public static RecordKey Of(ReadOnlySpan<byte> secret)
    {
        // The one hash of a warm request. OpenSSL sets its context up anew for every one-shot, which costs as much as the hashing.
        var sha = _sha ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[Size];
        sha.AppendData(secret);
        sha.GetHashAndReset(hash);
        return new RecordKey(hash);
    }

    /// <summary>Reads a key that a store kept.</summary>
    /// <exception cref="CloakroomException">The stored value is not 32 bytes long.</exception>
    public static RecordKey FromStored(ReadOnlySpan<byte> stored) => stored.Length == Size
        ? new RecordKey(stored)
        : throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, $"A stored key has {stored.Length} bytes instead of {Size}.");

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _a);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], _d);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    // The preimages are 256-bit secrets from the CSPRNG, so comparing their hashes early-out tells an attacker nothing useful.
    public bool Equals(RecordKey other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

    public override int GetHashCode() => _a.GetHashCode();

    public static bool operator ==(RecordKey left, RecordKey right) => left.Equals(right);

    public static bool operator !=(RecordKey left, RecordKey right) => !left.Equals(right);

    /// <summary>Says nothing: keys do not belong in logs, public session ids do.</summary>
    public override string ToString() => "(record key)";
}
