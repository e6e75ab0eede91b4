using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Control;

/// <summary>What operators have decided, as this edge knows it.</summary>
internal interface IEdgeControl
{
    /// <summary>The last view, which stays in force while the store cannot be read: sealing protects without it.</summary>
    EdgeControlView View { get; }

    /// <summary>Ends what was sealed with a tag up to now, on all edges. A store that cannot be asked is logged.</summary>
    Task EndAsync(Tag tag, string why);
}
