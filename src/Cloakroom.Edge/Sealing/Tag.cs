using System.Buffers.Binary;
using System.Buffers.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>A keyed hash that stands for a secret wherever the secret must not be: 128 bits, 22 characters as text.</summary>
internal readonly record struct Tag(ulong High, ulong Low)
{
    public const int Size = 16;

    public static Tag Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
