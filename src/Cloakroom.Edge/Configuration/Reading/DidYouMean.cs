namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>What somebody probably meant.</summary>
internal static class DidYouMean
{
    /// <returns>The key of the option that was probably meant; null when none is near.</returns>
    public static string? Option(string parentKey, OptionNode parent, string name)
    {
        if (Nearest(name, parent.Children.Select(child => child.Name)) is { } near)
            return OptionKey.Join(parentKey, near);

        // The right name in the wrong place.
        var elsewhere = OptionNode.Root.All().Where(option => Plain(option.Node.Name) == Plain(name) && name.Length > 0).Select(option => option.Key).ToArray();
        return elsewhere.Length == 1 ? elsewhere[0] : null;
    }

    public static string? Nearest(string text, IEnumerable<string> candidates) => candidates
        .Select(candidate => (candidate, Distance: Distance(Plain(text), Plain(candidate))))
        .Where(pair => pair.Distance <= (pair.candidate.Length + 1) / 3)
        .OrderBy(pair => pair.Distance)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Damerau-Levenshtein (optimal string alignment): two letters that changed places are one mistake.</summary>
    private static int Distance(string a, string b)
    {
        // Nothing that long is a slip of the finger.
        if (Math.Abs(a.Length - b.Length) > 4)
            return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
