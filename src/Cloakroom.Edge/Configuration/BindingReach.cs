namespace Cloakroom.Edge.Configuration;

/// <summary>Where the binding goes, and where the cookies go that need it.</summary>
internal static class BindingReach
{
    /// <summary>Whether browsers send the binding to every host that they send a cookie with this <c>Domain</c> to (RFC 6265bis section 5.1.3).</summary>
    /// <param name="binding">The binding's domain; null for one host.</param>
    /// <param name="cookie">The cookie's; browsers ignore a leading dot, and an empty one.</param>
    public static bool Includes(string? binding, string cookie)
    {
        var domain = cookie.StartsWith('.') ? cookie[1..] : cookie;
        return domain.Length == 0
            || domain.Equals(binding, StringComparison.OrdinalIgnoreCase)
            || (binding is not null && domain.EndsWith($".{binding}", StringComparison.OrdinalIgnoreCase));
    }
}
