using System.Net;
using System.Text;

namespace Cloakroom.Probe.Accounts;

/// <summary>The cookies of one browser, for any hosts (RFC 6265bis section 5). Values are kept exactly as they came. Safe to use by many at once.</summary>
/// <remarks>
/// Without a list of public suffixes: a domain of a single label is refused, which stops <c>com</c> but not <c>co.uk</c>; only named hosts are asked, so nobody else would get it.
/// As in Chromium, http to this machine (<c>localhost</c>, 127.0.0.0/8, <c>::1</c>) is as good as https for <c>Secure</c>.
/// <c>SameSite</c> and <c>Partitioned</c> are not looked at: all that the probe sends is as if typed into the address bar.
/// </remarks>
internal sealed class CookieJar(TimeProvider? time = null)
{
    // As Chromium: what would be more goes, the oldest first.
    private const int MostOfDomain = 180;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _writing = new();

    // In the order of the Cookie field: longest path first, then oldest. Replaced as a whole, so that it is read without a lock.
    private volatile Entry[] _entries = [];
    private long _created;

    private sealed record Entry(JarCookie Cookie, long Created)
    {
        public bool IsSameAs(JarCookie other) =>
            Cookie.Name == other.Name && Cookie.Domain == other.Domain && Cookie.Path == other.Path && Cookie.IsHostOnly == other.IsHostOnly;
    }

    /// <summary>Takes in a <c>Set-Cookie</c> field, as a browser does: silently ignoring what is not acceptable.</summary>
    public void Store(string setCookie, Uri url)
    {
        if (SetCookie.Parse(setCookie) is not { } field)
            return;
        var host = HostOf(url);
        var isHostOnly = field.Domain is null || (field.Domain == host && !IsWide(host));
        if (!isHostOnly && !(IsWide(field.Domain!) && Matches(host, field.Domain!)))
            return;
        var isTrusted = IsTrusted(url, host);
        if ((field.IsSecure && !isTrusted) || !KeepsPrefix(field, isTrusted, isHostOnly))
            return;
        var cookie = new JarCookie(field.Name, field.Value, isHostOnly ? host : field.Domain!, isHostOnly, field.Path ?? DefaultPath(url), field.IsSecure, ExpiryOf(field));
        lock (_writing)
        {
            // Who can only speak without TLS must not overlay what was set with it (section 5.7, step 16).
            if (!isTrusted && Array.Exists(_entries, entry => IsOverlaid(entry.Cookie, cookie)))
                return;
            Put(cookie);
        }
    }

    /// <summary>Takes in a cookie of a file.</summary>
    public void Add(JarCookie cookie)
    {
        lock (_writing)
            Put(cookie with { Domain = cookie.Domain.TrimStart('.').ToLowerInvariant() });
    }

    /// <summary>The <c>Cookie</c> field for a request; null when there is nothing to send.</summary>
    public string? HeaderFor(Uri url)
    {
        var entries = _entries;
        if (entries.Length == 0)
            return null;
        var now = _time.GetUtcNow();
        var host = HostOf(url);
        var isTrusted = IsTrusted(url, host);
        string? only = null;
        StringBuilder? all = null;
        foreach (var (cookie, _) in entries)
        {
            if (cookie.Expires <= now || (cookie.IsSecure && !isTrusted) || !IsWithin(url.AbsolutePath, cookie.Path))
                continue;
            if (cookie.IsHostOnly ? host != cookie.Domain : !Matches(host, cookie.Domain))
                continue;
            var pair = cookie.Name.Length == 0 ? cookie.Value : $"{cookie.Name}={cookie.Value}";
            if (only is null)
                only = pair;
            else
                (all ??= new StringBuilder(only)).Append("; ").Append(pair);
        }

        return all?.ToString() ?? only;
    }

    /// <summary>All that have not expired.</summary>
    public IReadOnlyList<JarCookie> All
    {
        get
        {
            var now = _time.GetUtcNow();
            return [.. _entries.Select(entry => entry.Cookie).Where(cookie => !(cookie.Expires <= now))];
        }
    }

    public void Clear()
    {
        lock (_writing)
            _entries = [];
    }

    private void Put(JarCookie cookie)
    {
        var now = _time.GetUtcNow();
        var old = Array.Find(_entries, entry => entry.IsSameAs(cookie));
        var entries = _entries.Where(entry => entry != old && !(entry.Cookie.Expires <= now)).ToList();
        if (!(cookie.Expires <= now))
        {
            var ofDomain = entries.Where(entry => entry.Cookie.Domain == cookie.Domain).ToList();
            if (ofDomain.Count >= MostOfDomain)
                entries.Remove(ofDomain.MinBy(entry => entry.Created)!);
            // A cookie that is set again keeps its place.
            entries.Add(new Entry(cookie, old?.Created ?? ++_created));
        }

        _entries = [.. entries.OrderByDescending(entry => entry.Cookie.Path.Length).ThenBy(entry => entry.Created)];
    }

    private DateTimeOffset? ExpiryOf(SetCookie field)
    {
        var now = _time.GetUtcNow();
        var latest = now + LongestLife;
        return field switch
        {
            { MaxAge: <= 0 } => DateTimeOffset.MinValue,
            { MaxAge: { } seconds } => seconds < LongestLife.TotalSeconds ? now.AddSeconds(seconds) : latest,
            { Expires: { } date } => date < latest ? date : latest,
            _ => null,
        };
    }

    /// <summary>Section 5.7, steps 20 to 22: without regard to case, and not in a bare value either, which servers could take for a name.</summary>
    private static bool KeepsPrefix(SetCookie field, bool isTrusted, bool isHostOnly)
    {
        if (field.Name.Length == 0)
            return !Has(field.Value, "__Secure-") && !Has(field.Value, "__Host-");
        if (Has(field.Name, "__Secure-"))
            return field.IsSecure && isTrusted;
        return !Has(field.Name, "__Host-") || (field is { IsSecure: true, Domain: null, Path: "/" } && isTrusted && isHostOnly);

        static bool Has(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOverlaid(JarCookie there, JarCookie comes) =>
        there.IsSecure && there.Name == comes.Name && (Matches(there.Domain, comes.Domain) || Matches(comes.Domain, there.Domain)) && IsWithin(comes.Path, there.Path);

    private static string HostOf(Uri url) => url.IdnHost.TrimEnd('.').ToLowerInvariant();

    private static bool IsTrusted(Uri url, string host) =>
        url.Scheme == Uri.UriSchemeHttps || host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether a domain may have cookies for all hosts below it.</summary>
    private static bool IsWide(string domain) => domain.Contains('.') && !IPAddress.TryParse(domain, out _);

    private static bool Matches(string host, string domain) =>
        host == domain || (host.Length > domain.Length && host[host.Length - domain.Length - 1] == '.' && host.EndsWith(domain, StringComparison.Ordinal) && !IPAddress.TryParse(host, out _));

    private static bool IsWithin(string path, string of) =>
        path.StartsWith(of, StringComparison.Ordinal) && (path.Length == of.Length || of.EndsWith('/') || path[of.Length] == '/');

    private static string DefaultPath(Uri url)
    {
        var last = url.AbsolutePath.LastIndexOf('/');
        return last <= 0 ? "/" : url.AbsolutePath[..last];
    }
}
