namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Where the origin holds responses.</summary>
internal enum GatePlace
{
    /// <summary>Nothing has left: caches that collapse requests hold the others back.</summary>
    BeforeHeaders,

    /// <summary>Headers and half of the body have left: caches that read while they write serve the others from it.</summary>
    InBody,
}
