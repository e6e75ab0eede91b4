using System.Text;
using System.Text.RegularExpressions;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Learning;

/// <summary>The words of a page, to tell pages apart and not people: what tells those apart is in <see cref="PageTokens"/>.</summary>
internal static partial class PageWords
{
    /// <summary>Of a body, as it stands: names of elements and fields as well.</summary>
    public static HashSet<string> Of(Exchange look) => Of(Encoding.UTF8.GetString(look.Body.Span));

    public static HashSet<string> Of(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();
}
