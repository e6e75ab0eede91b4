namespace Cloakroom.Probe.Accounts;

/// <summary>One cookie, its domain in lower case without a leading dot; host-only ones go to that very host alone. Without an expiry it lives as long as the browser runs.</summary>
internal sealed record JarCookie(string Name, string Value, string Domain, bool IsHostOnly, string Path, bool IsSecure, DateTimeOffset? Expires)
{
    /// <summary>Without the value, which must not come into a log by way of a message.</summary>
    public override string ToString() => $"{Name} ({Domain}{Path})";
}
