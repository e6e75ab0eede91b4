namespace Cloakroom.Edge.Forwarding;

/// <summary>Headers in which proxies pass on what they know of the client.</summary>
internal static class ForwardedNames
{
    public const string For = "X-Forwarded-For";
    public const string Proto = "X-Forwarded-Proto";
    public const string Host = "X-Forwarded-Host";
    public const string Forwarded = "Forwarded";

    /// <summary>Tells the application that the edge is in front; the library answers it with the owner tag.</summary>
    public const string Edge = "Cloakroom-Edge";
}
