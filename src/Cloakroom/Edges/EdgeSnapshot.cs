using Cloakroom.Control;

namespace Cloakroom.Edges;

/// <summary>What an edge learns from one look at control, as of one moment.</summary>
/// <param name="Revision">Up to which change. 0 while there was none.</param>
/// <param name="Mode">The mode in force.</param>
/// <param name="AllEpoch">What was sealed before this revision has ended; 0 for nothing.</param>
/// <param name="Epochs">Tags that were ended after the revision asked for, or ever when this does not continue it, each once.</param>
/// <param name="IsContinuation">
/// Whether the store has the revision that was asked for. False when it is not the one that it was, or was taken back to an earlier state:
/// what it does not tell may have been lost.
/// </param>
internal sealed record EdgeSnapshot(long Revision, ModeState Mode, long AllEpoch, IReadOnlyCollection<TagEpoch> Epochs, bool IsContinuation)
{
    /// <summary>Whom the mode does not concern for the moment.</summary>
    public VerifyPass? Pass { get; init; }
}

/// <param name="Tag">Of a binding or a session value.</param>
/// <param name="Revision">What was sealed before this revision has ended.</param>
internal readonly record struct TagEpoch(UInt128 Tag, long Revision);
