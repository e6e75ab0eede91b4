using System.Collections.Frozen;
using Cloakroom.Http;

namespace Cloakroom.Edge.Routing;

/// <summary>Path patterns (<c>/assets/**</c>) and file endings (<c>*.css</c>), compared without regard to case.</summary>
internal sealed class PatternSet
{
    private readonly (string Text, PathPattern Pattern)[] _patterns;
    private readonly FrozenDictionary<string, string> _endings;
    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _endingOf;

    public PatternSet(IEnumerable<string> patterns)
    {
        var all = patterns.ToArray();
        _patterns = [.. all.Where(pattern => !IsEnding(pattern)).Select(pattern => (pattern, PathPattern.Parse(pattern)))];
        _endings = all.Where(IsEnding).DistinctBy(pattern => pattern[2..], StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(pattern => pattern[2..], pattern => pattern, StringComparer.OrdinalIgnoreCase);
        _endingOf = _endings.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether a pattern is a file ending, <c>*.css</c>, rather than a path.</summary>
    public static bool IsEnding(string pattern) => pattern.StartsWith("*.", StringComparison.Ordinal);

    /// <param name="path">One reading of a path.</param>
    /// <param name="anySegment">Whether a file ending counts on any segment; else on the last.</param>
    /// <returns>The pattern that matches; null when none does.</returns>
    public string? FindMatch(ReadOnlySpan<char> path, bool anySegment)
    {
        if (_endings.Count > 0)
        {
            var segments = anySegment ? path : path[(path.LastIndexOf('/') + 1)..];
            foreach (var segment in segments.Split('/'))
            {
                var name = segments[segment];
                var dot = name.LastIndexOf('.');
                if (dot >= 0 && _endingOf.TryGetValue(name[(dot + 1)..], out var ending))
                    return ending;
            }
        }

        foreach (var (text, pattern) in _patterns)
        {
            if (pattern.Matches(path))
                return text;
        }

        return null;
    }
}
