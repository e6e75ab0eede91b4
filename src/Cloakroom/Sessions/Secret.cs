using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Cloakroom.Sessions;

/// <summary>One half of a session: 256 bits from the CSPRNG. A value, so that it lives in the request and is never shared by reference.</summary>
[InlineArray(Size)]
internal struct Secret
{
    public const int Size = 32;

    /// <summary>The length of a secret in a cookie: base64url without padding (RFC 4648 section 5).</summary>
    public const int EncodedLength = 43;

    // 43 characters carry 258 bits: the last two must be zero, or several cookies would name one secret.
    private static readonly SearchValues<char> LastCharacter = SearchValues.Create("AEIMQUYcgkosw048");
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private byte _first;

    public static Secret Create()
    {
        Secret secret = default;
        RandomNumberGenerator.Fill(secret);
        return secret;
    }

    /// <summary>Accepts exactly the strings that <see cref="Encode"/> makes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out Secret secret)
    {
        secret = default;
        return text.Length == EncodedLength
            && !text.ContainsAnyExcept(Alphabet)
            && LastCharacter.Contains(text[^1])
            && Base64Url.TryDecodeFromChars(text, secret, out var written)
            && written == Size;
    }

    public readonly string Encode() => Base64Url.EncodeToString(this);

    /// <summary>Says nothing: secrets do not leave (invariant I9).</summary>
    public override readonly string ToString() => "(secret)";
}
