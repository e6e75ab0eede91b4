using System.Globalization;

namespace Cloakroom.Edge.Sealing;

/// <summary>Spreads a sealed value that is longer than browsers take over several cookies: <c>NAME</c>, <c>NAME~2</c>, <c>NAME~3</c> …</summary>
/// <remarks>
/// A value that fits stays as it is. Else the first begins with <c>~c1*N.</c>, N being how many there are, and the others with <c>~c1+</c>. Nothing of this needs
/// to be authentic: what is joined wrongly does not open.
/// </remarks>
internal static class SealedChunks
{
    /// <summary>What the value of every cookie that an edge has sealed begins with, in chunks or not.</summary>
    public const string CommonPrefix = "~c1";

    public const int MaxChunks = 8;

    // RFC 6265bis section 5.6 has browsers drop a cookie of more than 4096 octets of name and value. Some count the whole line.
    private const int MaxCookieSize = 4096;
    private const string FirstPrefix = "~c1*";
    private const string LaterPrefix = "~c1+";
    private const char Suffix = '~';
    private const int SuffixLength = 2;
    private const int CountLength = 2;

    /// <summary>The name of one chunk; 1 is the cookie's own.</summary>
    public static string NameOf(string cookieName, int number) =>
        number == 1 ? cookieName : string.Create(CultureInfo.InvariantCulture, $"{cookieName}{Suffix}{number}");

    /// <summary>Whether it is the name of a later chunk, and of which cookie.</summary>
    public static bool IsLaterChunk(ReadOnlySpan<char> name, out ReadOnlySpan<char> cookieName)
    {
        var isLater = name.Length > SuffixLength && name[^2] == Suffix && IsCount(name[^1]);
        cookieName = isLater ? name[..^SuffixLength] : default;
        return isLater;
    }

    /// <summary>Splits what does not fit.</summary>
    /// <param name="cookieName">The cookie's own name.</param>
    /// <param name="sealedText">What <see cref="CookieSeal"/> made.</param>
    /// <param name="attributesLength">The length of the attributes that every chunk is set with.</param>
    /// <returns>The values in order, mostly one. Null when it takes more than <see cref="MaxChunks"/>, or the attributes leave no room.</returns>
    public static string[]? Split(string cookieName, string sealedText, int attributesLength)
    {
        // "NAME=", "; " and the attributes.
        var room = MaxCookieSize - cookieName.Length - 1 - attributesLength - 2;
        if (sealedText.Length <= room)
            return [sealedText];
        var firstRoom = room - FirstPrefix.Length - CountLength;
        var laterRoom = room - LaterPrefix.Length - SuffixLength;
        var body = sealedText.AsSpan(CookieSeal.Prefix.Length);
        if (firstRoom < 1)
            return null;
        var count = 1 + (body.Length - firstRoom + laterRoom - 1) / laterRoom;
        if (count > MaxChunks)
            return null;
        var chunks = new string[count];
        chunks[0] = string.Create(CultureInfo.InvariantCulture, $"{FirstPrefix}{count}.{body[..firstRoom]}");
        body = body[firstRoom..];
        for (var at = 1; at < count; at++)
        {
            var taken = Math.Min(laterRoom, body.Length);
            chunks[at] = string.Concat(LaterPrefix, body[..taken]);
            body = body[taken..];
        }

        return chunks;
    }

    /// <summary>How many cookies the first says that there are: 1 for a value of its own, 0 for one that is not of this form.</summary>
    public static int CountOf(ReadOnlySpan<char> first)
    {
        if (!first.StartsWith(FirstPrefix, StringComparison.Ordinal))
            return 1;
        return first.Length >= FirstPrefix.Length + CountLength
            && IsCount(first[FirstPrefix.Length])
            && first[FirstPrefix.Length + 1] == '.'
            ? first[FirstPrefix.Length] - '0'
            : 0;
    }

    /// <summary>Puts the value together that <see cref="CookieSeal.TryOpen"/> takes.</summary>
    /// <param name="cookieName">The cookie's own name.</param>
    /// <param name="first">The value of the cookie of that name.</param>
    /// <param name="find">The value of another cookie of the request; null when there is none, or several that differ.</param>
    /// <returns>Null when a chunk is missing or not one: the same as not sealed.</returns>
    public static string? Join(string cookieName, string first, Func<string, string?> find)
    {
        var count = CountOf(first);
        if (count <= 1)
            return count == 1 ? first : null;
        var parts = new string[count + 1];
        parts[0] = CookieSeal.Prefix;
        parts[1] = first[(FirstPrefix.Length + CountLength)..];
        for (var number = 2; number <= count; number++)
        {
            if (find(NameOf(cookieName, number)) is not { } chunk || !chunk.StartsWith(LaterPrefix, StringComparison.Ordinal))
                return null;
            parts[number] = chunk[LaterPrefix.Length..];
        }

        return string.Concat(parts);
    }

    /// <summary>The chunks that a browser still has of a longer value, to be expired along with a shorter one.</summary>
    public static IEnumerable<string> StaleNames(string cookieName, int countBefore, int countNow)
    {
        for (var number = countNow + 1; number <= Math.Min(countBefore, MaxChunks); number++)
            yield return NameOf(cookieName, number);
    }

    private static bool IsCount(char digit) => digit is >= '2' and <= (char)('0' + MaxChunks);
}
