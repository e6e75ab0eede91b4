using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Control;

/// <summary>Lets the requests of <c>cloakroom verify</c>, and no others, past a mode that an operator has set, for a moment.</summary>
/// <remarks>
/// Two test users must sign in before everybody may. The command makes a secret, puts its hash into the store, sends the secret with its requests, and takes
/// the hash away when it is done. It opens no session and signs nobody in: whoever holds it meets the application as it is while the mode is open.
/// </remarks>
/// <param name="Hash">SHA-256 of the secret, 32 bytes.</param>
/// <param name="Until">When it ends by itself, should nobody be left to take it away.</param>
internal sealed record VerifyPass(byte[] Hash, DateTimeOffset Until)
{
    /// <summary>The request header that carries the secret.</summary>
    public const string Header = "Cloakroom-Verify";

    private const int SecretSize = 32;
    private const int TextLength = 43;

    /// <summary>Makes one, and the text of its secret for the header.</summary>
    public static (VerifyPass Pass, string Secret) Create(DateTimeOffset until)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretSize);
        return (new VerifyPass(SHA256.HashData(secret), until), Base64Url.EncodeToString(secret));
    }

    /// <summary>Whether a request with that header is one of the command's.</summary>
    public bool Admits(StringValues header, DateTimeOffset now)
    {
        if (header is not [{ Length: TextLength } text] || now >= Until || !Base64Url.IsValid(text))
            return false;
        Span<byte> secret = stackalloc byte[SecretSize];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Base64Url.TryDecodeFromChars(text, secret, out var length) || length != SecretSize)
            return false;
        SHA256.HashData(secret, hash);
        return CryptographicOperations.FixedTimeEquals(hash, Hash);
    }

    public bool Equals(VerifyPass? other) => other is not null && Until == other.Until && Hash.AsSpan().SequenceEqual(other.Hash);

    public override int GetHashCode() => HashCode.Combine(Until, Hash[0]);
}
