using Cloakroom.Sessions;

namespace Cloakroom.Control;

/// <summary>What a node learns from one look at the control feed.</summary>
/// <param name="Revision">The store's revision: every change below carries one that is not greater. At least 1, so that 0 is never a place in the feed.</param>
/// <param name="Mode">The mode in force.</param>
/// <param name="Changes">What has changed after the revision asked for, oldest first.</param>
/// <param name="IsPartial">
/// True when changes after the revision asked for were already purged, are too many to tell, or when that revision is not of this
/// store (it was restored from a backup): everything cached must go. Never for revision 0.
/// </param>
internal sealed record ControlSnapshot(long Revision, ModeState Mode, IReadOnlyList<ControlChange> Changes, bool IsPartial)
{
    /// <summary>Whom the mode does not concern for the moment.</summary>
    public VerifyPass? Pass { get; init; }
}

/// <summary>One thing that cached sessions must hear of.</summary>
/// <param name="Kind">What has changed.</param>
/// <param name="Key">The record, for <see cref="ControlChangeKind.Session"/>.</param>
/// <param name="Name">The tenant or subject, for the epochs of those.</param>
/// <param name="Revision">The store's revision after this change.</param>
internal readonly record struct ControlChange(ControlChangeKind Kind, RecordKey Key, string? Name, long Revision);

internal enum ControlChangeKind
{
    /// <summary>A record was written, rotated or revoked.</summary>
    Session,

    AllEpoch,
    TenantEpoch,
    SubjectEpoch,

    /// <summary>What every snapshot tells anyway: the mode, or a pass. Also says that operators wait to hear that something is in force.</summary>
    Mode,
}
