using Cloakroom.Sessions;

namespace Cloakroom.Edge.Control;

/// <summary>This process among the edges that share a store.</summary>
/// <param name="Name">For people: machine and address.</param>
internal sealed record EdgeIdentity(string Name)
{
    /// <summary>Random, so that an edge that was restarted is another one.</summary>
    public string Id { get; } = PublicId.Create();
}
