namespace Cloakroom.Probe.Accounts;

/// <summary>The cookies of one browser, for any hosts (RFC 6265bis section 5). Values are kept exactly as they came. Safe to use by many at once.</summary>
internal sealed class CookieJar
{
    /// <summary>Takes in a <c>Set-Cookie</c> field, as a browser does: silently ignoring what is not acceptable.</summary>
    public void Store(string setCookie, Uri url) => throw new NotImplementedException();

    /// <summary>Takes in a cookie of a file.</summary>
    public void Add(JarCookie cookie) => throw new NotImplementedException();

    /// <summary>The <c>Cookie</c> field for a request; null when there is nothing to send.</summary>
    public string? HeaderFor(Uri url) => throw new NotImplementedException();

    /// <summary>All that have not expired.</summary>
    public IReadOnlyList<JarCookie> All => throw new NotImplementedException();

    public void Clear() => throw new NotImplementedException();
}

/// <summary>One cookie, its domain in lower case without a leading dot; host-only ones go to that very host alone.</summary>
internal sealed record JarCookie(string Name, string Value, string Domain, bool IsHostOnly, string Path, bool IsSecure, DateTimeOffset? Expires);
