namespace Cloakroom.Probe.Plans;

/// <summary>
/// Addresses that an application takes for a page and a cache for a file (web cache deception, Gil 2017; and the delimiters and decodings that
/// "Gotta cache 'em all", PortSwigger 2024, found caches and servers to disagree about).
/// </summary>
internal static class PathVariants
{
    private static readonly string[] Suffixes =
    [
        "/x.css", "/x.js", ";x.css", ";/x.js", "%2Fx.css", "%3Bx.css", "%23x.css", "%3Fx.css", "%0Ax.css", "%00x.css", ".css", ".js", "?x.css", "//x.css",
    ];

    /// <param name="page">An address of the site; its query stays where the variant has none of its own.</param>
    /// <param name="directory">A path under which assets are, such as <c>/assets/</c>; null for none known.</param>
    public static IEnumerable<Uri> Of(Uri page, string? directory)
    {
        var path = page.AbsolutePath.TrimEnd('/');
        foreach (var suffix in Suffixes)
        {
            // The root has no name that a suffix like .css could be part of.
            if (path.Length == 0 && suffix[0] == '.') continue;
            yield return At(page, (path.Length == 0 && suffix[0] != '/' ? "/" : path) + suffix, suffix[0] == '?' ? "" : page.Query);
        }

        // A cache that undoes the dots matches its rule for assets; an application that does so answers with the page.
        if (directory is not null && path.Length > 0)
        {
            yield return At(page, directory + "..%2F" + path[1..], page.Query);
            yield return At(page, path + "%2F..%2F.." + directory + "x.css", page.Query);
        }
    }

    // As it stands: Uri would undo dots and some of the escapes.
    private static Uri At(Uri site, string path, string query) =>
        new(site.GetLeftPart(UriPartial.Authority) + path + query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
