using System.Text;

namespace Cloakroom.Probe.Transport;

/// <summary>One path pattern of robots.txt (RFC 9309 section 2.2.2 and 2.2.3): a beginning, with <c>*</c> for any characters and <c>$</c> for the end.</summary>
internal sealed class RobotsPattern
{
    private readonly string _text;
    private readonly bool _isAnchored;

    public RobotsPattern(string text)
    {
        _isAnchored = text.EndsWith('$');
        _text = Normalise(_isAnchored ? text[..^1] : text, isPattern: true);
        // The number of octets, by which the most specific of several rules is found.
        Length = _text.Length + (_isAnchored ? 1 : 0);
    }

    public int Length { get; }

    /// <param name="path">Path and query, as <see cref="NormalisePath"/> gives it.</param>
    public bool Matches(string path)
    {
        var (inPattern, inPath, star, starInPath) = (0, 0, -1, 0);
        while (true)
        {
            if (inPattern == _text.Length && (!_isAnchored || inPath == path.Length))
                return true;
            if (inPattern < _text.Length && _text[inPattern] == '*')
            {
                (star, starInPath) = (inPattern++, inPath);
            }
            else if (inPattern < _text.Length && inPath < path.Length && _text[inPattern] == path[inPath])
            {
                inPattern++;
                inPath++;
            }
            else if (star >= 0 && starInPath < path.Length)
            {
                (inPattern, inPath) = (star + 1, ++starInPath);
            }
            else
            {
                return false;
            }
        }
    }

    public static string NormalisePath(string pathAndQuery) => Normalise(pathAndQuery, isPattern: false);

    /// <summary>One spelling for what is the same: unreserved characters bare, all others that need it percent-encoded in capitals.</summary>
    private static string Normalise(string text, bool isPattern)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                var code = (char)Convert.ToByte(text.Substring(at + 1, 2), 16);
                if (char.IsAsciiLetterOrDigit(code) || code is '-' or '.' or '_' or '~')
                    result.Append(code);
                else
                    AppendEncoded(result, (byte)code);
                at += 2;
            }
            else if (character > 0x7F)
            {
                Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used);
                foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
                    AppendEncoded(result, octet);
                at += used - 1;
            }
            else if ((character == '*' && !isPattern) || character == '$')
            {
                // A pattern that means the character itself has it percent-encoded.
                AppendEncoded(result, (byte)character);
            }
            else
            {
                result.Append(character);
            }
        }

        return result.ToString();
    }

    private static void AppendEncoded(StringBuilder result, byte octet) => result.Append('%').Append(Convert.ToHexString([octet]));
}
