using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Control;

/// <summary>What operators have decided, as this edge knows it.</summary>
internal interface IEdgeControl
{
    /// <summary>The last view, which stays in force while the store cannot be read: sealing protects without it.</summary>
    EdgeControlView View { get; }

    /// <summary>Whether one of these tags was ended after a revision, by the store itself: a view may be a moment behind it. While the store cannot be asked, by the view.</summary>
    Task<bool> HasEndedAsync(IReadOnlyCollection<Tag> tags, long since, CancellationToken cancellationToken);

    /// <summary>Ends what was sealed with a tag up to now, on all edges. A store that cannot be asked is logged.</summary>
    Task EndAsync(Tag tag, string why);
}
