using System.Buffers;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Names of cookies with <c>*</c> for any characters.</summary>
internal static class NamePattern
{
    /// <summary>What a cookie's name may be made of: a token (RFC 6265bis section 4.1.1, RFC 9110 section 5.6.2).</summary>
    public static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Whether there is a name that both match.</summary>
    public static bool Overlap(string a, string b)
    {
        // reach[j]: whether the first i characters of a and the first j of b can have stood for the same text.
        var reach = new bool[b.Length + 1];
        reach[0] = true;
        for (var j = 1; j <= b.Length; j++) reach[j] = reach[j - 1] && b[j - 1] == '*';
        foreach (var c in a)
        {
            var before = reach;
            reach = new bool[b.Length + 1];
            reach[0] = before[0] && c == '*';
            for (var j = 1; j <= b.Length; j++)
                reach[j] = c == '*' || b[j - 1] == '*' ? before[j] || reach[j - 1] || (c == '*' && b[j - 1] == '*' && before[j - 1]) : before[j - 1] && c == b[j - 1];
        }

        return reach[b.Length];
    }

    /// <summary>The name whose chunk this may be: <c>sid</c> of <c>sid.1</c>, <c>sidC1</c>, <c>sid-1</c>, <c>sid_1</c> and <c>sid~2</c>; null when it looks like none.</summary>
    public static string? BaseOfChunk(string name)
    {
        var digits = name.Length - name.AsSpan().TrimEnd("0123456789").Length;
        var mark = name.Length - digits - 1;
        return digits is > 0 and <= 3 && mark > 0 && name[mark] is '.' or 'C' or 'c' or '-' or '_' or '~' ? name[..mark] : null;
    }
}
