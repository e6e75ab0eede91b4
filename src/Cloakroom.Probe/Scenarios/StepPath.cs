namespace Cloakroom.Probe.Scenarios;

/// <summary>Where a request goes.</summary>
internal static class StepPath
{
    /// <returns>Null when nothing is wrong, as far as it can be told before placeholders are filled.</returns>
    public static (string What, string Remedy)? WrongWith(string path)
    {
        if (path.Length == 0)
            return ("is empty.", "Begin with a slash: /login.");
        if (path.Any(c => char.IsControl(c) || c is ' ' or '\\' or '#'))
            return ("has a space, a backslash, a # or a control character.", "Write them percent-encoded: %20, %5C, %23.");
        if (path.StartsWith("//", StringComparison.Ordinal))
            return ("begins with two slashes, which leads to another host.", "Begin with one.");
        if (path.StartsWith('/') || path.StartsWith('{'))
            return null;
        if (!path.Contains("://", StringComparison.Ordinal))
            return ("does not begin with a slash.", "Begin with one: /login.");
        if (!Uri.TryCreate(path, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            return ("is not an address.", "Begin with a slash, or with https:// and a host that hosts names.");
        if (url.UserInfo.Length > 0)
            return ("has a user name or password in the address.", "Put them into form, json or headers.");
        return url.Host.Contains('{') || url.Host.Contains('%') ? ("has a placeholder for its host.", "Name the host.") : null;
    }

    /// <summary>Fills placeholders: as they are when one begins the path, such as the address that a form is sent to; percent-encoded behind.</summary>
    /// <returns>Null when that leads nowhere that http is spoken.</returns>
    public static Uri? Resolve(string path, Func<string, string> value, Uri site, Uri? page)
    {
        var begins = Begins(path);
        var isFirst = true;
        var filled = Placeholders.Fill(path, name =>
        {
            var isWhole = begins && isFirst;
            isFirst = false;
            return isWhole ? value(name) : Uri.EscapeDataString(value(name));
        });
        // What a page says is relative to that page; what the scenario says, to the site.
        var from = begins ? page ?? site : site;
        return Uri.TryCreate(from, filled, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.UserInfo.Length == 0 && url.Host.Length > 0
            ? WithoutFragment(url)
            : null;
    }

    /// <returns>The name of a placeholder whose value is another text when it is percent-encoded, as it is in that path; null when there is none.</returns>
    public static string? EncodedIn(string path, Func<string, string> value) =>
        Placeholders.In(path).Skip(Begins(path) ? 1 : 0).FirstOrDefault(name => Uri.EscapeDataString(value(name)) != value(name));

    private static bool Begins(string path) => path.StartsWith('{') && !path.StartsWith("{{", StringComparison.Ordinal);

    public static Uri WithoutFragment(Uri url) => url.Fragment.Length == 0 ? url : new Uri(url.GetLeftPart(UriPartial.Query));
}
