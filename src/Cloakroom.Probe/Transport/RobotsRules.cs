namespace Cloakroom.Probe.Transport;

/// <summary>Which paths may be asked, by <c>Disallow</c> and <c>Allow</c> of RFC 9309: the longest match decides, <c>Allow</c> when both are as long.</summary>
internal sealed class RobotsRules
{
    public static readonly RobotsRules None = new([]);

    /// <summary>For a robots.txt that the site fails to give (RFC 9309 section 2.3.1.4).</summary>
    public static readonly RobotsRules AllDisallowed = new([(new RobotsPattern("/"), false)]);

    private readonly (RobotsPattern Pattern, bool IsAllowed)[] _rules;

    internal RobotsRules(IEnumerable<(RobotsPattern Pattern, bool IsAllowed)> rules) =>
        _rules = [.. rules.OrderByDescending(rule => rule.Pattern.Length).ThenByDescending(rule => rule.IsAllowed)];

    public bool IsEmpty => _rules.Length == 0;

    /// <summary>From patterns that stand alone, as on the command line and in a scenario: <c>/admin</c>, <c>Disallow: /*.pdf$</c>, <c>Allow: /admin/help</c>.</summary>
    /// <param name="lines">The patterns.</param>
    /// <param name="problems">One line for each that is none, with the remedy.</param>
    public static RobotsRules Of(IEnumerable<string> lines, out IReadOnlyList<string> problems)
    {
        var wrong = new List<string>();
        var rules = new List<(RobotsPattern, bool)>();
        foreach (var line in lines)
        {
            var isAllowed = line.StartsWith("Allow:", StringComparison.OrdinalIgnoreCase);
            var isNamed = isAllowed || line.StartsWith("Disallow:", StringComparison.OrdinalIgnoreCase);
            var pattern = (isNamed ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..] : line).Trim();
            if (pattern.StartsWith('/') || pattern.StartsWith('*'))
                rules.Add((new RobotsPattern(pattern), isAllowed));
            else
                wrong.Add($"The exclusion '{line}' is not a path: start it with / or *, as in /admin or *.pdf$.");
        }

        problems = wrong;
        return new RobotsRules(rules);
    }

    /// <summary>Also in the spellings that servers take for the same path, so that a path variant does not lead around a rule.</summary>
    public bool Allows(Uri url)
    {
        if (IsEmpty)
            return true;
        var path = url.PathAndQuery;
        return Decides(RobotsPattern.NormalisePath(path)) && Decides(RobotsPattern.NormalisePath(PlainPath.Of(path)));
    }

    private bool Decides(string path)
    {
        foreach (var (pattern, isAllowed) in _rules)
        {
            if (pattern.Matches(path))
                return isAllowed;
        }

        return true;
    }
}
