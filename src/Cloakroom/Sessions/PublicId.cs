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
}
