using System.Collections.Frozen;
using Cloakroom.Control;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Control;

/// <summary>Mode and epochs as last heard of; a request looks at one view from beginning to end.</summary>
/// <param name="Mode">The mode, with who, why and when.</param>
/// <param name="Revision">Up to which change of control this view knows. What is sealed notes it; a later epoch ends what was sealed before.</param>
/// <param name="AllEpoch">The revision at which everything was ended last; 0 for never.</param>
/// <param name="Epochs">By tag of a binding or a session value: the revision at which it was ended.</param>
internal sealed record EdgeControlView(ModeState Mode, long Revision, long AllEpoch, FrozenDictionary<Tag, long> Epochs)
{
    public static EdgeControlView Initial { get; } = new(ModeState.Initial, 0, 0, FrozenDictionary<Tag, long>.Empty);

    /// <summary>Whether something that was sealed under an earlier view has been ended since.</summary>
    public bool IsRevoked(long sealedRevision, Tag binding, Tag value) =>
        sealedRevision < AllEpoch
        || (Epochs.Count > 0
            && ((Epochs.TryGetValue(binding, out var ended) && sealedRevision < ended) || (Epochs.TryGetValue(value, out ended) && sealedRevision < ended)));
}
