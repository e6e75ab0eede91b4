using Microsoft.Net.Http.Headers;

namespace Cloakroom.Replay.Harness;

/// <summary>
/// The cookies of one browser, for one https host: obeys name, <c>Path</c>, <c>Secure</c>, <c>Max-Age</c>, <c>Expires</c> and the name
/// prefixes (RFC 6265bis sections 5.5 and 5.6). .NET's CookieContainer knows no prefixes and cannot be set forward in time.
/// </summary>
internal sealed class CookieJar(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, string Path), Cookie> _cookies = [];

    /// <summary>Takes in a <c>Set-Cookie</c> field, as a browser does: silently ignoring what is not acceptable.</summary>
    public void Store(string setCookie, string requestPath)
    {
        if (!SetCookieHeaderValue.TryParse(setCookie, out var parsed) || !IsAcceptable(parsed)) return;

        var path = parsed.Path.Value is ['/', ..] given ? given : DefaultPath(requestPath);
        var expires = parsed.MaxAge is { } age ? time.GetUtcNow() + age : parsed.Expires;
        var key = (parsed.Name.ToString(), path);
        lock (_gate)
        {
            if (expires <= time.GetUtcNow()) _cookies.Remove(key);
            else _cookies[key] = new Cookie(parsed.Value.ToString(), expires);
        }
    }

    /// <summary>The <c>Cookie</c> field for a path; null when there is nothing to send.</summary>
    public string? HeaderFor(string path)
    {
        lock (_gate)
        {
            foreach (var (key, _) in _cookies.Where(c => c.Value.Expires <= time.GetUtcNow()).ToArray()) _cookies.Remove(key);
            var matching = _cookies.Where(c => PathMatches(path, c.Key.Path)).OrderByDescending(c => c.Key.Path.Length).ToArray();
            return matching.Length == 0 ? null : string.Join("; ", matching.Select(c => $"{c.Key.Name}={c.Value.Value}"));
        }
    }

    /// <summary>Forgets everything, as closing a private window does.</summary>
    public void Clear()
    {
        lock (_gate) _cookies.Clear();
    }

    /// <summary>Everything that this jar holds, in another one: a copied browser profile.</summary>
    public CookieJar Copy()
    {
        var copy = new CookieJar(time);
        lock (_gate)
        {
            foreach (var (key, cookie) in _cookies) copy._cookies[key] = cookie;
        }

        return copy;
    }

    private static bool IsAcceptable(SetCookieHeaderValue cookie)
    {
        // The only host here is a bare address, which no Domain attribute can name.
        if (cookie.Domain.HasValue) return false;
        if (cookie.Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase)) return cookie.Secure && cookie.Path == "/";
        return !cookie.Name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase) || cookie.Secure;
    }

    // RFC 6265 section 5.1.4.
    private static string DefaultPath(string requestPath) => requestPath.LastIndexOf('/') is > 0 and var slash ? requestPath[..slash] : "/";

    private static bool PathMatches(string requestPath, string cookiePath) =>
        requestPath.StartsWith(cookiePath, StringComparison.Ordinal)
        && (requestPath.Length == cookiePath.Length || cookiePath[^1] == '/' || requestPath[cookiePath.Length] == '/');

    private sealed record Cookie(string Value, DateTimeOffset? Expires);
}
