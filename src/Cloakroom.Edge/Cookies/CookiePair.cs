namespace Cloakroom.Edge.Cookies;

/// <summary>One cookie of a request: where its name and value stand in the header's text.</summary>
internal readonly record struct CookiePair(int NameStart, int NameLength, int ValueStart, int ValueLength)
{
    public ReadOnlySpan<char> NameIn(string header) => header.AsSpan(NameStart, NameLength);

    public ReadOnlySpan<char> ValueIn(string header) => header.AsSpan(ValueStart, ValueLength);

    /// <summary>The whole cookie, as it stands.</summary>
    public ReadOnlySpan<char> In(string header) => header.AsSpan(NameStart, ValueStart + ValueLength - NameStart);

    /// <summary>Splits as RFC 6265bis section 4.2 writes it, at semicolons and nothing else. A part without <c>=</c> is a nameless value, as browsers have it.</summary>
    public static List<CookiePair> Parse(string header)
    {
        var pairs = new List<CookiePair>(8);
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
                pairs.Add(equals < 0
                    ? new CookiePair(start, 0, start, stop - start)
                    : new CookiePair(start, Trim(header, start, equals).End - start, equals + 1, stop - equals - 1));
            }

            position = end + 1;
        }

        return pairs;
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
