using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Keeps away schemes that sign in a connection instead of a request: NTLM, and what Negotiate comes to (RFC 4559 section 6).</summary>
/// <remarks>The connections to the application serve everybody in turn. One that Alice has signed in would answer Bob as Alice.</remarks>
internal sealed class ConnectionAuthentication(ILogger logger)
{
    private static readonly SearchValues<char> NotToken = SearchValues.Create(" \t=\"");

    private int _isTold;

    /// <summary>Whether credentials are for a connection. Where several are given, whichever the application takes.</summary>
    public bool Withholds(in StringValues credentials)
    {
        foreach (var line in credentials)
        {
            if (line is not null && Divide(line, keeps: null))
            {
                Tell();
                return true;
            }
        }

        return false;
    }

    /// <summary>The challenges that are for a request.</summary>
    public StringValues Filter(in StringValues challenges)
    {
        List<string>? lines = null;
        for (var i = 0; i < challenges.Count; i++)
        {
            var line = challenges[i] ?? "";
            var kept = new List<string>();
            if (!Divide(line, kept))
            {
                lines?.Add(line);
                continue;
            }

            Tell();
            lines ??= [.. challenges.Take(i).OfType<string>()];
            if (kept.Count > 0)
                lines.Add(string.Join(", ", kept));
        }

        return lines is null ? challenges : new StringValues([.. lines]);
    }

    /// <summary>Walks a list of challenges (RFC 9110 section 11.6.1), in which commas part challenges and parameters alike.</summary>
    /// <returns>Whether any of it is for a connection.</returns>
    private static bool Divide(string line, List<string>? keeps)
    {
        var found = false;
        var isOurs = false;
        for (var start = 0; start <= line.Length;)
        {
            var end = EndOfElement(line, start);
            var element = line.AsSpan(start, end - start).Trim(" \t");
            start = end + 1;
            if (element.IsEmpty)
                continue;
            if (SchemeOf(element) is { IsEmpty: false } scheme)
                isOurs = IsOfConnection(scheme);
            found |= isOurs;
            if (!isOurs)
                keeps?.Add(element.ToString());
        }

        return found;
    }

    private static int EndOfElement(string line, int at)
    {
        var isQuoted = false;
        for (; at < line.Length; at++)
        {
            if (line[at] == '"')
                isQuoted = !isQuoted;
            else if (line[at] == '\\' && isQuoted)
                at++;
            else if (line[at] == ',' && !isQuoted)
                return at;
        }

        return line.Length;
    }

    /// <summary>The scheme that the element begins with; empty for a parameter of the one before, <c>name=value</c>.</summary>
    private static ReadOnlySpan<char> SchemeOf(ReadOnlySpan<char> element)
    {
        var length = element.IndexOfAny(NotToken);
        if (length < 0)
            return element;
        return element[length..].TrimStart(" \t") is ['=', ..] ? default : element[..length];
    }

    private static bool IsOfConnection(ReadOnlySpan<char> scheme) =>
        scheme.Equals("NTLM", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("Negotiate", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("Kerberos", StringComparison.OrdinalIgnoreCase);

    private void Tell()
    {
        if (Volatile.Read(ref _isTold) == 0 && Interlocked.Exchange(ref _isTold, 1) == 0)
            Log.ConnectionAuthentication(logger);
    }
}
