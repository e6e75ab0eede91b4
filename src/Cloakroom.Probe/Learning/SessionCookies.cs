using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Learning;

/// <summary>Finds the cookies that carry a session: every account has its own value, and it came with sign-in or in the jar.</summary>
internal static class SessionCookies
{
    // They tell browsers apart and not accounts: analytics, advertising, bot detection, consent.
    private static readonly Wildcard[] Others =
    [
        .. ((string[])["_ga*", "_gid", "_gat*", "_gcl*", "_fbp", "_fbc", "_pk_*", "_hj*", "_clck", "_clsk", "ajs_*", "amplitude*", "mp_*", "_uet*", "__cf_bm", "_cfuvid", "__cfruid", "cf_clearance",
            "visid_incap*", "incap_ses*", "nlbi_*", "bm_*", "ak_bmsc", "_abck", "datadome", "AWSALB*", "OptanonConsent", "CookieConsent*", "intercom-*", "__stripe_*", "_dd_s", "__utm*", "IDE", "NID"])
            .Select(name => new Wildcard(name, StringComparison.OrdinalIgnoreCase)),
    ];

    /// <param name="accounts">Signed in, at least two.</param>
    /// <param name="signIns">The exchanges of sign-in by account; none for one whose cookies were given.</param>
    /// <param name="needed">Of the candidates, those without which one was anonymous, when that was tried; null when it was not.</param>
    /// <returns>Names; of those that are needed, if any is.</returns>
    public static IReadOnlyList<string> Find(IReadOnlyList<Account> accounts, IReadOnlyDictionary<string, IReadOnlyList<Exchange>> signIns, IReadOnlySet<string>? needed = null)
    {
        if (accounts.Count < 2) return [];
        var jars = accounts.Select(account => (account, Cookies: account.Jar.All)).ToArray();
        string[] candidates =
        [
            .. jars[0].Cookies.Select(cookie => cookie.Name).Distinct(StringComparer.Ordinal)
                .Where(name => !Array.Exists(Others, other => other.Matches(name)))
                .Where(name => IsEachOnes(name, jars.Select(jar => jar.Cookies)))
                .Where(name => jars.All(jar => CameWithSignIn(name, signIns.GetValueOrDefault(jar.account.Name, []))))
        ];
        return needed is not null && candidates.Any(needed.Contains) ? [.. candidates.Where(needed.Contains)] : candidates;
    }

    private static bool IsEachOnes(string name, IEnumerable<IReadOnlyList<JarCookie>> jars)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var jar in jars)
        {
            var values = jar.Where(cookie => cookie.Name == name).Select(cookie => cookie.Value).Distinct(StringComparer.Ordinal).ToArray();
            if (values.Length == 0 || !values.All(value => value.Length >= MarkerForms.MinLength && seen.Add(value))) return false;
        }

        return true;
    }

    private static bool CameWithSignIn(string name, IReadOnlyList<Exchange> signIn) =>
        signIn.Count == 0 || signIn.Any(exchange => exchange.HeaderValues("Set-Cookie").Any(field => SetCookie.Parse(field)?.Name == name));
}
