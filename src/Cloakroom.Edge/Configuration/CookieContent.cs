namespace Cloakroom.Edge.Configuration;

/// <summary>What a guarded cookie holds.</summary>
internal enum CookieContent
{
    Auto,
    Identifier,
    State,
}
