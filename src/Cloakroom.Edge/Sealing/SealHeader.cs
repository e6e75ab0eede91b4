using System.Buffers.Binary;

namespace Cloakroom.Edge.Sealing;

/// <summary>What a sealed cookie says of itself in clear. Authentic whenever the outcome is Opened, OpenedWithPrevious or Foreign; empty otherwise.</summary>
/// <param name="BindingTag">Whom it was sealed for.</param>
/// <param name="ValueTag">Which session value is inside.</param>
/// <param name="SealedAt">When, to the second. In clear, so that the age of a cookie that does not open is known too.</param>
/// <param name="Flags">How it was sealed.</param>
/// <param name="SealedUnderCurrentKey">Or under a later one. False when the key ring has moved on: to be sealed anew at the next chance.</param>
internal readonly record struct SealHeader(Tag BindingTag, Tag ValueTag, DateTimeOffset SealedAt, SealFlags Flags, bool SealedUnderCurrentKey)
{
    public bool IsBound => Flags.HasFlag(SealFlags.Bound);

    public bool IsFirstIssue => Flags.HasFlag(SealFlags.FirstIssue);
}

/// <summary>How a cookie was sealed.</summary>
[Flags]
internal enum SealFlags
{
    /// <summary>The binding is named in the header only: the cookie opens with any, and says whose it is (Observe).</summary>
    None = 0,

    /// <summary>It takes the binding to open it.</summary>
    Bound = 1,

    /// <summary>Sealed for a binding that was minted by the same response, to a safe request: two of those may race in one browser.</summary>
    FirstIssue = 2,
}

/// <summary>The header as bytes. Its last byte says what kind of seal follows, so that associated data of different kinds never read alike.</summary>
internal static class SealHeaderLayout
{
    public const int Size = FlagsAt + 1;
    public const int KeyPrefixSize = 4;

    /// <summary>In the place of flags, in the header of a binding's predecessor.</summary>
    public const byte PredecessorKind = 0x80;

    private const int SaltAt = KeyPrefixSize;
    private const int NonceAt = SaltAt + sizeof(ulong);
    private const int SealedAtAt = NonceAt + SealCipher.NonceSize;
    private const int BindingTagAt = SealedAtAt + sizeof(uint);
    private const int ValueTagAt = BindingTagAt + Tag.Size;
    private const int FlagsAt = ValueTagAt + Tag.Size;

    /// <summary>Where the part ends that both kinds of header begin with: key, salt, nonce.</summary>
    public const int KeyPartSize = SealedAtAt;

    /// <summary>Whether it is a cookie's header at all, and one that this version could have written.</summary>
    public static bool IsOfCookie(ReadOnlySpan<byte> header) => header[FlagsAt] <= (byte)(SealFlags.Bound | SealFlags.FirstIssue);

    public static uint KeyPrefix(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32BigEndian(header);

    public static ulong Salt(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt64BigEndian(header[SaltAt..]);

    public static Span<byte> Nonce(Span<byte> header) => header.Slice(NonceAt, SealCipher.NonceSize);

    public static void WriteKey(Span<byte> header, RingKey key, Subkey subkey)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, key.Prefix);
        BinaryPrimitives.WriteUInt64BigEndian(header[SaltAt..], subkey.Salt);
    }

    public static void Write(Span<byte> header, Tag bindingTag, Tag valueTag, DateTimeOffset sealedAt, SealFlags flags)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header[SealedAtAt..], (uint)sealedAt.ToUnixTimeSeconds());
        bindingTag.Write(header[BindingTagAt..]);
        valueTag.Write(header[ValueTagAt..]);
        header[FlagsAt] = (byte)flags;
    }

    public static SealHeader Read(ReadOnlySpan<byte> header, bool isCurrentKey) => new(
        Tag.Read(header[BindingTagAt..]),
        Tag.Read(header[ValueTagAt..]),
        DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(header[SealedAtAt..])),
        (SealFlags)header[FlagsAt],
        isCurrentKey);
}
