using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Hosting;

/// <summary>A document that is written by hand, but for the parts between <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>.</summary>
internal static partial class GeneratedParts
{
    /// <summary>The document with its parts as they are now; each of them has to have a place in it, and each place a part.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> parts)
    {
        var places = Generated().Matches(text).Select(match => match.Groups[1].Value).ToList();
        if (parts.Keys.Except(places).FirstOrDefault() is { } homeless) throw new InvalidOperationException($"The document has no place for the part '{homeless}'.");
        return Generated().Replace(text, match => $"<!-- generated: {match.Groups[1].Value} -->\n{parts[match.Groups[1].Value]}\n<!-- end -->");
    }

    [GeneratedRegex("<!-- generated: ([^>]+?) -->\n.*?<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Generated();
}
