namespace Cloakroom.Control;

/// <summary>The durable side of control: mode and epochs, and the feed by which nodes hear of changes.</summary>
internal interface IControlStore
{
    /// <summary>Reads the mode, and what has changed after <paramref name="sinceRevision"/>. 0 asks for the present state without changes.</summary>
    ValueTask<ControlSnapshot> ReadControlAsync(long sinceRevision, CancellationToken cancellationToken);

    /// <summary>Reads the epochs in force for a tenant and subject (null: none).</summary>
    ValueTask<EpochStamp> ReadEpochsAsync(string? tenant, string? subject, CancellationToken cancellationToken);

    /// <summary>Sets the mode and appends to its audit trail. Durable on return.</summary>
    ValueTask SetModeAsync(ModeState mode, CancellationToken cancellationToken);

    /// <summary>As <see cref="SetModeAsync"/>, unless the mode has been set since <paramref name="known"/> was read: whoever lets more through must have seen what was in force.</summary>
    /// <returns>False when it has been; then nothing is changed.</returns>
    ValueTask<bool> ReplaceModeAsync(ModeState known, ModeState mode, CancellationToken cancellationToken);

    /// <summary>Advances an epoch by one, in O(1) whatever the number of sessions, and appends to the audit trail. Durable on return.</summary>
    /// <param name="scope">What ends.</param>
    /// <param name="name">The tenant or subject; null for <see cref="EpochScope.All"/>.</param>
    /// <param name="entry">Who, why and when, for the audit trail.</param>
    /// <param name="cancellationToken">Gives up waiting; the epoch may have advanced all the same.</param>
    ValueTask AdvanceEpochAsync(EpochScope scope, string? name, ControlEntry entry, CancellationToken cancellationToken);

    /// <summary>Puts a pass in force, or takes it away, and appends to the audit trail. Moves both revisions, so that every node tells when it is in force. Durable on return.</summary>
    /// <param name="pass">Null to take it away.</param>
    /// <param name="entry">Who, why and when, for the audit trail.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask SetPassAsync(VerifyPass? pass, ControlEntry entry, CancellationToken cancellationToken);

    /// <summary>The audit trail, newest first.</summary>
    ValueTask<IReadOnlyList<ControlEntry>> ReadHistoryAsync(int max, CancellationToken cancellationToken);
}
