namespace Cloakroom.Edge.Configuration;

/// <summary>Which Host header the application gets.</summary>
internal enum ForwardedHost
{
    Original,
    Upstream,
}
