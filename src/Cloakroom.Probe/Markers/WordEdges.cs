namespace Cloakroom.Probe.Markers;

/// <summary>
/// Short markers of letters and digits count only where they stand for themselves: <c>100234</c> is no marker in <c>7100234</c>, nor
/// <c>Robert</c> in <c>Roberta</c>, nor either in the middle of a hash.
/// </summary>
internal static class WordEdges
{
    /// <summary>From so many characters on, standing in something else by chance is out of the question.</summary>
    private const int LongEnough = 12;

    /// <summary>A word with so many more characters is no word but a hash, or base64.</summary>
    private const int MaxAround = 12;

    public static bool Allow(ReadOnlySpan<byte> text, int start, int length, MarkerForm form, Marker marker)
    {
        if (form != MarkerForm.Plain || marker.Value.Length >= LongEnough) return true;
        if (!IsWordCharacter(text[start]) && !IsWordCharacter(text[start + length - 1])) return true;
        var end = start + length;
        if (end < text.Length && AreAlike(text[end - 1], text[end])) return false;
        var before = start - (start > 0 && IsWordCharacter(text[start - 1]) ? EscapeBefore(text, start) : 0);
        if (before == start && start > 0 && AreAlike(text[start - 1], text[start])) return false;
        return Around(text, before, start, end) <= MaxAround;
    }

    private static int Around(ReadOnlySpan<byte> text, int before, int start, int end)
    {
        var around = 0;
        for (var i = end; i < text.Length && around <= MaxAround && IsWordCharacter(text[i]) && IsWordCharacter(text[i - 1]); i++) around++;
        if (before != start) return around;
        for (var i = start - 1; i >= 0 && around <= MaxAround && IsWordCharacter(text[i]) && IsWordCharacter(text[i + 1]); i--) around++;
        return around;
    }

    /// <summary>How long the escape is that ends right before a place, as in <c>%2F100234</c> or <c>\nRobert</c>; 0 for none.</summary>
    private static int EscapeBefore(ReadOnlySpan<byte> text, int start)
    {
        if (Starts(text, start - 2, "\\"u8) && text[start - 1] is (byte)'n' or (byte)'r' or (byte)'t' or (byte)'b' or (byte)'f') return 2;
        if (Starts(text, start - 3, "%"u8) && AreHex(text, start - 2, 2)) return 3;
        if (Starts(text, start - 5, "%25"u8) && AreHex(text, start - 2, 2)) return 5;
        if (Starts(text, start - 4, "\\x"u8) && AreHex(text, start - 2, 2)) return 4;
        return Starts(text, start - 6, "\\u"u8) && AreHex(text, start - 4, 4) ? 6 : 0;
    }

    private static bool Starts(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> with) => at >= 0 && text[at..].StartsWith(with);

    private static bool AreHex(ReadOnlySpan<byte> text, int at, int count)
    {
        foreach (var value in text.Slice(at, count))
        {
            if (!char.IsAsciiHexDigit((char)value)) return false;
        }

        return true;
    }

    private static bool AreAlike(byte left, byte right) =>
        (char.IsAsciiDigit((char)left) && char.IsAsciiDigit((char)right)) || (char.IsAsciiLetter((char)left) && char.IsAsciiLetter((char)right));

    private static bool IsWordCharacter(byte value) => char.IsAsciiLetterOrDigit((char)value);
}
