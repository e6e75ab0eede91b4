namespace Cloakroom.Edge.Control;

/// <summary>What operators have decided, as this edge knows it.</summary>
internal interface IEdgeControl
{
    /// <summary>The last view, which stays in force while the store cannot be read: sealing protects without it.</summary>
    EdgeControlView View { get; }
}
