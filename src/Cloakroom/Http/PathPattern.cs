using System.IO.Enumeration;

namespace Cloakroom.Http;

/// <summary>A path with <c>*</c> for any characters of one segment and a closing <c>/**</c> for everything below.</summary>
internal sealed class PathPattern
{
    private readonly string[] _segments;
    private readonly bool _matchesBelow;

    private PathPattern(string[] segments, bool matchesBelow)
    {
        _segments = segments;
        _matchesBelow = matchesBelow;
    }

    /// <returns>What is wrong with the pattern; null when nothing is.</returns>
    public static string? FindError(string? pattern)
    {
        if (string.IsNullOrEmpty(pattern) || pattern[0] != '/')
            return "must begin with '/'";
        if (pattern.AsSpan(0, pattern.Length - (pattern.EndsWith("/**", StringComparison.Ordinal) ? 3 : 0)).Contains("**", StringComparison.Ordinal))
            return "may have '**' only as its last segment";
        return pattern.AsSpan().ContainsAny('?', '#', '\\') ? "must not have a query, a fragment or a backslash" : null;
    }

    public static PathPattern Parse(string pattern)
    {
        if (FindError(pattern) is { } error)
            throw new FormatException($"The path pattern '{pattern}' {error}.");
        var matchesBelow = pattern.EndsWith("/**", StringComparison.Ordinal);
        var path = matchesBelow ? pattern[..^3] : pattern;
        return new PathPattern(path.Split('/')[1..], matchesBelow);
    }

    public bool Matches(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] != '/')
            return false;
        path = path[1..];
        for (var i = 0; i < _segments.Length; i++)
        {
            var end = path.IndexOf('/');
            if (!FileSystemName.MatchesSimpleExpression(_segments[i], end < 0 ? path : path[..end]))
                return false;
            if (end < 0)
                return i == _segments.Length - 1 && !_matchesBelow;
            path = path[(end + 1)..];
        }

        return _matchesBelow;
    }
}
