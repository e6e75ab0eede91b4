using System.Globalization;
using System.Text.RegularExpressions;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>What a response says about caches on its way.</summary>
/// <param name="Cache">One of the names in <see cref="Remedies"/>; null when nothing names it.</param>
/// <param name="IsHit">A cache answered.</param>
/// <param name="IsCollapsed">A cache says that it answered several requests with one (RFC 9211 section 2.6).</param>
/// <param name="Because">Fields that say so, as they came: to be redacted.</param>
internal sealed partial record CacheSigns(string? Cache, bool IsHit, bool IsCollapsed, IReadOnlyList<string> Because)
{
    // What conventions of their own have for a response out of the store.
    private static readonly string[] Hits =
        ["hit", "stale", "updating", "revalidated", "tcp_hit", "tcp_mem_hit", "tcp_ims_hit", "tcp_refresh_hit", "tcp_stale_hit", "refreshhit", "remote_hit", "prerender", "stale-error"];

    private static readonly string[] StatusFields =
    [
        "X-Cache", "X-Cache-Status", "X-Proxy-Cache", "CF-Cache-Status", "X-Cache-Remote", "X-Vercel-Cache", "X-Nextjs-Cache", "X-Litespeed-Cache", "X-Drupal-Cache",
        "X-Drupal-Dynamic-Cache", "X-Rack-Cache", "X-Cache-Detail", "X-Nginx-Cache", "X-FastCGI-Cache", "X-Akamai-Cache", "CDN-Cache", "X-Sucuri-Cache", "X-Varnish-Cache",
    ];

    [GeneratedRegex(@"\[(?<codes>[^\]]*)\]")]
    private static partial Regex ViaCodes();

    public static CacheSigns Of(Exchange exchange)
    {
        var because = new List<string>();
        var hit = false;
        var collapsed = false;

        // RFC 9111 section 5.1. Some caches say 0 on what they have just fetched.
        if (long.TryParse(exchange.Header("Age")?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age > 0)
            Says("Age");

        foreach (var value in exchange.HeaderValues("Cache-Status"))
        {
            var words = Words(value);
            if (words.Contains("hit"))
                hit = true;
            if (words.Contains("collapsed") && !value.Contains("collapsed=?0", StringComparison.OrdinalIgnoreCase))
                collapsed = true;
            because.Add($"Cache-Status: {value}");
        }

        foreach (var name in StatusFields)
        {
            if (exchange.Header(name) is { } value && Words(value).Any(word => Hits.Contains(word)))
                Says(name);
        }

        // The second number is the request that fetched it.
        if (exchange.Header("X-Varnish") is { } varnish && varnish.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 2)
            Says("X-Varnish");
        if (exchange.Header("X-Cache-Hits") is { } hits && hits.Split(',', StringSplitOptions.TrimEntries).Any(one => one.Length > 0 && one != "0"))
            Says("X-Cache-Hits");
        if (exchange.HeaderValues("Via").FirstOrDefault(via => IsTrafficServerHit(via)) is { } codes)
        {
            hit = true;
            because.Add($"Via: {codes}");
        }

        return new CacheSigns(CacheName.Of(exchange, hit), hit, collapsed, because);

        void Says(string name)
        {
            hit = true;
            because.Add($"{name}: {exchange.Header(name)}");
        }
    }

    // Short form [cHs f ], long form [uScHs f p eN:t cCHp s]: after the c, H is fresh, R fresh in memory, S stale.
    private static bool IsTrafficServerHit(string via)
    {
        if (!via.Contains("TrafficServer", StringComparison.OrdinalIgnoreCase) || ViaCodes().Match(via) is not { Success: true } match)
            return false;
        var codes = match.Groups["codes"].Value;
        var at = codes.IndexOf('c', StringComparison.Ordinal);
        return at >= 0 && at + 1 < codes.Length && codes[at + 1] is 'H' or 'R' or 'S';
    }

    private static HashSet<string> Words(string value) =>
        [.. value.ToLowerInvariant().Split([',', ';', ' ', '/', '"', '='], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
