using System.Buffers.Binary;
using System.Buffers.Text;
using Cloakroom.Sessions;

namespace Cloakroom.Edge.Sealing;

/// <summary>A keyed hash that stands for a secret wherever the secret must not be: 128 bits, 22 characters as text.</summary>
internal readonly record struct Tag(ulong High, ulong Low)
{
    public const int Size = 16;
    private const int TextLength = 22;

    /// <summary>As stores have it.</summary>
    public UInt128 Bits => new(High, Low);

    public static Tag OfBits(UInt128 bits) => new((ulong)(bits >> 64), (ulong)bits);

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Tag tag)
    {
        Span<byte> bytes = stackalloc byte[Size];
        tag = default;
        if (text.Length != TextLength || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Size)
        {
            return false;
        }

        tag = Read(bytes);
        return tag.ToString().AsSpan().SequenceEqual(text);
    }

    public static Tag Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    public override string ToString() => PublicId.OfBits(Bits);
}
