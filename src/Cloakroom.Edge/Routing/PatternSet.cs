using System.Collections.Frozen;
using System.Text;
using Cloakroom.Http;

namespace Cloakroom.Edge.Routing;

/// <summary>Path patterns (<c>/assets/**</c>) and file endings (<c>*.css</c>), compared without regard to case.</summary>
internal sealed class PatternSet
{
    // A site has dozens of patterns, and a request asks four sets: only those that begin like the path are compared.
    private readonly FrozenDictionary<string, Candidate[]> _byFirstSegment;
    private readonly FrozenDictionary<string, Candidate[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstSegmentOf;
    private readonly Candidate[] _elsewhere;
    private readonly FrozenDictionary<string, string> _endings;
    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _endingOf;

    public PatternSet(IEnumerable<string> patterns)
    {
        var all = patterns.ToArray();
        Candidate[] paths = [.. all.Where(pattern => !IsEnding(pattern)).Select(pattern => new Candidate(pattern, PathPattern.Parse(pattern)))];
        _elsewhere = [.. paths.Where(path => !HasPlainStart(path.Text))];
        _byFirstSegment = paths.Where(path => HasPlainStart(path.Text)).Select(path => FirstSegment(path.Text).ToString()).Distinct(StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(
            first => first,
            first => paths.Where(path => !HasPlainStart(path.Text) || FirstSegment(path.Text).Equals(first, StringComparison.OrdinalIgnoreCase)).ToArray(),
            StringComparer.OrdinalIgnoreCase);
        _byFirstSegmentOf = _byFirstSegment.GetAlternateLookup<ReadOnlySpan<char>>();
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

        if (path.IsEmpty || path[0] != '/')
            return null;
        foreach (var candidate in _byFirstSegmentOf.TryGetValue(FirstSegment(path), out var candidates) ? candidates : _elsewhere)
        {
            if (candidate.Pattern.Matches(path))
                return candidate.Text;
        }

        return null;
    }

    private static ReadOnlySpan<char> FirstSegment(ReadOnlySpan<char> path)
    {
        var end = path[1..].IndexOf('/');
        return end < 0 ? path[1..] : path.Slice(1, end);
    }

    /// <summary>Whether the first segment stands for itself alone. Beyond ASCII there is more than one notion of case, so those are compared as patterns.</summary>
    private static bool HasPlainStart(string pattern) => FirstSegment(pattern) is var first && !first.Contains('*') && Ascii.IsValid(first);

    private sealed record Candidate(string Text, PathPattern Pattern);
}
