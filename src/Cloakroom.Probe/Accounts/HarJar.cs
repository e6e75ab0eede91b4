using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios.Har;

namespace Cloakroom.Probe.Accounts;

/// <summary>The cookies that a browser sent to a site, from a HAR.</summary>
internal static class HarJar
{
    /// <returns>The last value of each that was sent to the site's host.</returns>
    /// <exception cref="InputException">It is no HAR.</exception>
    public static IReadOnlyList<JarCookie> Parse(string file, string text, Uri site)
    {
        var har = HarFile.Parse(file, text);
        var ofSite = har.Where(entry => entry.Url.IdnHost.Equals(site.IdnHost, StringComparison.OrdinalIgnoreCase)).ToList();
        if (ofSite.Count == 0)
            throw new InputException(new InputProblem(file, 0, null, $"has no request to {site.Host}.", $"Record it while you are signed in at {site.Host}."));
        var jar = new CookieJar();
        foreach (var entry in ofSite)
        {
            foreach (var cookie in entry.RequestCookies)
                jar.Add(new JarCookie(cookie.Key, cookie.Value, site.IdnHost.ToLowerInvariant(), true, "/", site.Scheme == Uri.UriSchemeHttps, null));
        }

        // Browsers leave cookies out of a HAR unless told otherwise.
        return jar.All.Count > 0
            ? jar.All
            : throw new InputException(new InputProblem(file, 0, null, $"has requests to {site.Host}, but no cookies.", "Export it with sensitive data: in Chromium, settings of the developer tools, Network, \"Allow to generate HAR with sensitive data\"."));
    }
}
