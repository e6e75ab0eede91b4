using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Findings;

/// <summary>A path with what varies in it as <c>*</c>: numbers, identifiers, digests in names of files, values of accounts, and all values of the query.</summary>
internal static partial class RoutePattern
{
    private const int MaxLength = 200;

    [GeneratedRegex("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("%[0-9A-Fa-f]{2}|[A-Za-z0-9]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\*(?:[-_.~+]?\*)+")]
    private static partial Regex Stars();

    public static string Of(Uri url, Func<string, bool>? isPersonal = null) => Of(url.IsAbsoluteUri ? url.PathAndQuery : url.OriginalString, isPersonal);

    /// <param name="pathAndQuery">As in a request line; with scheme and host before it where these are not the site's.</param>
    /// <param name="isPersonal">Whether a segment is a value of an account; null when nobody knows.</param>
    public static string Of(string pathAndQuery, Func<string, bool>? isPersonal = null)
    {
        if (PathAt(pathAndQuery) is > 0 and var at)
            return pathAndQuery[..at] + Of(pathAndQuery[at..], isPersonal);
        var fragment = pathAndQuery.Split('#')[0];
        var question = fragment.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? fragment : fragment[..question];
        var route = string.Join('/', path.Split('/').Select(segment => Segment(segment, isPersonal)));
        if (question >= 0)
        {
            var names = fragment[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]).Select(name => Segment(name, isPersonal) + "=*").Distinct();
            route += "?" + string.Join('&', names);
        }

        return route.Length <= MaxLength ? route : route[..MaxLength] + "…";
    }

    /// <summary>Where the path begins in an address that may have a host before it.</summary>
    internal static int PathAt(string address) =>
        address.StartsWith('/') || address.IndexOf("://", StringComparison.Ordinal) is not (>= 0 and var scheme) || address.IndexOf('/', scheme + 3) is not (>= 0 and var path) ? 0 : path;

    private static string Segment(string segment, Func<string, bool>? isPersonal)
    {
        if (segment.Length == 0)
            return segment;
        if (isPersonal is not null)
        {
            var text = Uri.UnescapeDataString(segment);
            if (isPersonal(text) || isPersonal(text.TrimStart('@', '~')))
                return "*";
        }

        var varied = Uuid().Replace(segment, "*");
        if (!varied.Contains('.', StringComparison.Ordinal) && TokenShape.IsToken(varied))
            return "*";
        varied = Words().Replace(varied, word => Varies(word.Value) ? "*" : word.Value);
        return Stars().Replace(varied, "*");
    }

    private static bool Varies(string word)
    {
        if (word[0] == '%')
            return false;
        var digits = word.Count(char.IsAsciiDigit);
        if (digits == 0)
            return word.Length >= 20 && TokenShape.IsToken(word);
        if (digits == word.Length)
            return true;
        return (digits >= 2 && word.Length >= 8 && word.All(char.IsAsciiHexDigit))
            || (word.Length >= 6 && TokenShape.Groups(word) >= 4)
            || (digits >= 3 && TokenShape.Groups(word) == 2 && char.IsAsciiDigit(word[^1]))
            || (digits >= 2 && word.Length >= 24);
    }
}
