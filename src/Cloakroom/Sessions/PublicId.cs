using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Cloakroom.Sessions;

/// <summary>Ids that may be shown: 128 random bits as 22 characters of base64url.</summary>
internal static class PublicId
{
    public static string Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The id's 128 bits; 0 for none, and for what is not one.</summary>
    public static UInt128 BitsOf(string? id)
    {
        Span<byte> bytes = stackalloc byte[16];
        // It throws for what is no base64url, and is false only for what is too long.
        return Base64Url.IsValid(id) && Base64Url.TryDecodeFromChars(id, bytes, out var length) && length == bytes.Length ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
    }

    public static string OfBits(UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return Base64Url.EncodeToString(bytes);
    }
}
