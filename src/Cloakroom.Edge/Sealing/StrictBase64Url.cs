using System.Buffers;
using System.Buffers.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>base64url (RFC 4648 section 5) of which every byte sequence has exactly one spelling, so that no changed text reads as the original.</summary>
internal static class StrictBase64Url
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    // The framework's decoder takes padding, white space and stray bits in the last character.
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Characters);
    private static readonly SearchValues<char> LastOfTwo = SearchValues.Create("AQgw");
    private static readonly SearchValues<char> LastOfThree = SearchValues.Create("AEIMQUYcgkosw048");

    /// <summary>How many bytes a text of this length stands for; what the last character adds is not checked here.</summary>
    public static int DecodedLength(int characters) => (int)(characters * 3L / 4);

    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        !text.ContainsAnyExcept(Alphabet)
        && (text.Length % 4) switch
        {
            0 => true,
            2 => LastOfTwo.Contains(text[^1]),
            3 => LastOfThree.Contains(text[^1]),
            _ => false,
        }
        && Base64Url.TryDecodeFromChars(text, destination, out var written)
        && written == destination.Length;
}
