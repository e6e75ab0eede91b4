using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Accounts;

/// <summary>The text of a <c>Cookie</c> field, as developer tools copy it, with or without the field's name.</summary>
internal static class CookieText
{
    private const string Field = "Cookie:";

    /// <returns>For that host alone, whatever the path.</returns>
    /// <exception cref="InputException">It is something else.</exception>
    public static IReadOnlyList<JarCookie> Parse(string file, string text, Uri site)
    {
        var lines = text.Split('\n').Select((line, i) => (Text: line.Trim(), Number: i + 1)).Where(line => line.Text.Length > 0).ToList();
        if (lines.Count != 1)
            throw new InputException(new InputProblem(file, lines[1].Number, null, "is not understood: neither a Netscape cookie jar, nor a HAR, nor a Cookie field on one line.", "Export it as one of these."));
        var (pairs, number) = lines[0];
        if (pairs.StartsWith(Field, StringComparison.OrdinalIgnoreCase))
            pairs = pairs[Field.Length..];
        return OfField(pairs, site) ?? throw new InputException(new InputProblem(file, number, null, "is not a Cookie field.", "It is pairs of name=value, parted by semicolons."));
    }

    /// <returns>Null when not all are pairs.</returns>
    public static IReadOnlyList<JarCookie>? OfField(string pairs, Uri site)
    {
        var cookies = new List<JarCookie>();
        foreach (var pair in pairs.Split(';').Select(pair => pair.Trim(' ', '\t')).Where(pair => pair.Length > 0))
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0 || pair.Any(char.IsControl) || pair.AsSpan(0, split).IndexOfAny(' ', '\t') >= 0)
                return null;
            cookies.Add(new JarCookie(pair[..split], pair[(split + 1)..], site.IdnHost.ToLowerInvariant(), true, "/", site.Scheme == Uri.UriSchemeHttps, null));
        }

        return cookies.Count == 0 ? null : cookies;
    }
}
