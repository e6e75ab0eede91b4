namespace Cloakroom.Edge.Cookies;

/// <summary>One cookie of a request: where its name and value stand in the header's text.</summary>
internal readonly record struct CookiePair(int NameStart, int NameLength, int ValueStart, int ValueLength)
{
    public ReadOnlySpan<char> NameIn(string header) => header.AsSpan(NameStart, NameLength);

    public ReadOnlySpan<char> ValueIn(string header) => header.AsSpan(ValueStart, ValueLength);

    /// <summary>The whole cookie, as it stands.</summary>
    public ReadOnlySpan<char> In(string header) => header.AsSpan(NameStart, ValueStart + ValueLength - NameStart);

    /// <summary>Splits as RFC 6265bis section 4.2 writes it, at semicolons and nothing else. A part without <c>=</c> is a nameless value, as browsers have it.</summary>
    public static CookiePair[] Parse(string header) => Parse(header, []).ToArray();

    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="header">The header's text.</param>
    /// <param name="space">Where the cookies go as long as they fit.</param>
    public static ReadOnlySpan<CookiePair> Parse(string header, Span<CookiePair> space)
    {
        var count = 0;
        var position = 0;
        while (position < header.Length)
        {
            var end = header.IndexOf(';', position);
            if (end < 0)
                end = header.Length;
            var (start, stop) = Trim(header, position, end);
            if (stop > start)
            {
                var equals = header.IndexOf('=', start, stop - start);
                if (count == space.Length)
                    space = Larger(space);
                space[count++] = equals < 0
                    ? new CookiePair(start, 0, start, stop - start)
                    : new CookiePair(start, Trim(header, start, equals).End - start, equals + 1, stop - equals - 1);
            }

            position = end + 1;
        }

        return space[..count];
    }

    private static CookiePair[] Larger(ReadOnlySpan<CookiePair> space)
    {
        var larger = new CookiePair[Math.Max(8, 2 * space.Length)];
        space.CopyTo(larger);
        return larger;
    }

    private static (int Start, int End) Trim(string header, int start, int end)
    {
        while (start < end && header[start] is ' ' or '\t')
            start++;
        while (end > start && header[end - 1] is ' ' or '\t')
            end--;
        return (start, end);
    }
}
