using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Crawling;

/// <summary>What a style sheet loads.</summary>
internal static partial class CssReferences
{
    public static IEnumerable<string> In(string css)
    {
        // Linear, whatever the input: no group can match what its neighbour can.
        css = Comments().Replace(css, " ");
        return Urls().Matches(css).Select(match => match.Groups["u"].Value.Trim()).Where(url => url.Length > 0);
    }

    [GeneratedRegex("""url\(\s*(?:"(?<u>[^"\n]*)"|'(?<u>[^'\n]*)'|(?<u>[^"'()\s]+))\s*\)|@import\s+(?:"(?<u>[^"\n]*)"|'(?<u>[^'\n]*)')""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Urls();

    [GeneratedRegex(@"/\*[^*]*(?:\*(?!/)[^*]*)*\*/", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comments();
}
