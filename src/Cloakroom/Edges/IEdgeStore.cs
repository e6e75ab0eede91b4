using Cloakroom.Control;
using Cloakroom.Journal;

namespace Cloakroom.Edges;

/// <summary>What edges share: to whom session values were issued, what operators have ended, who is running, and secrets. The same object as their <c>ICloakroomStore</c>.</summary>
/// <remarks>
/// Values and bindings are named by 128-bit tags only (invariant I9). Edges have a revision of their own: in milliseconds since 1970, or one
/// more than the last where that is later. A store that was lost and made anew, or restored from a backup, so goes on above what it had
/// told before, and what it ends then ends what was sealed before. Setting the mode and ending everything (<see cref="IControlStore"/>) move it too.
/// </remarks>
internal interface IEdgeStore : INodeStore
{
    /// <summary>Notes to whom a value is issued, unless another has it. Atomic over all processes, and durable on return.</summary>
    /// <returns>The binding that has the value now.</returns>
    ValueTask<UInt128> TryIssueAsync(Issue issue, CancellationToken cancellationToken);

    /// <summary>To whom a value was issued; null when that is not noted. What it tells is durable.</summary>
    ValueTask<IssuedValue?> FindIssuedAsync(UInt128 value, CancellationToken cancellationToken);

    /// <summary>
    /// Another number from the moment on that a claim (<see cref="Issue.IsClaim"/>) is acknowledged, by whatever process: what was found not to be claimed under this number is not. Costs no call; a store that cannot tell so cheaply
    /// gives another number every time.
    /// </summary>
    long ClaimsVersion { get; }

    /// <summary>How many values are noted.</summary>
    ValueTask<long> CountIssuedAsync(CancellationToken cancellationToken);

    /// <summary>Reads what is in force, and what was ended after a revision.</summary>
    /// <param name="knownRevision">The revision that the caller knows; 0 for nothing yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<EdgeSnapshot> ReadEdgeControlAsync(long knownRevision, CancellationToken cancellationToken);

    /// <summary>Whether one of these tags, or everything, was ended after a revision: what a view that is being read anew may not know yet.</summary>
    ValueTask<bool> HasEndedAsync(IReadOnlyCollection<UInt128> tags, long since, CancellationToken cancellationToken);

    /// <summary>Ends what was sealed with these tags up to now, and with bindings that have replaced them a moment ago (<see cref="Issue.RaceWindow"/>), and appends to the audit trail. Durable on return.</summary>
    /// <returns>The revision of the change.</returns>
    ValueTask<long> RevokeTagsAsync(IReadOnlyCollection<UInt128> tags, ControlEntry entry, CancellationToken cancellationToken);

    /// <summary>Puts back what the store has lost (it was restored from a backup, say) and an edge still knows: of each the later. Appends to the audit trail.</summary>
    /// <returns>The revision of the change, which is greater than the lost one.</returns>
    ValueTask<long> RestoreEdgeControlAsync(EdgeSnapshot lost, ControlEntry entry, CancellationToken cancellationToken);

    /// <summary>Whether applications keep sessions of subjects here: edges keep none.</summary>
    ValueTask<bool> HasSessionsAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a protected secret under a name, unless there is one. Durable on return.</summary>
    /// <returns>The one that is there now: of two edges that start at once both get the same.</returns>
    ValueTask<byte[]> AddSecretAsync(string name, byte[] secret, CancellationToken cancellationToken);

    /// <summary>The protected secret of that name; null when there is none.</summary>
    ValueTask<byte[]?> ReadSecretAsync(string name, CancellationToken cancellationToken);

    /// <summary>Puts a secret that is protected anew in the place of the one that the caller read, unless another has meanwhile. Durable on return.</summary>
    ValueTask ReplaceSecretAsync(string name, byte[] known, byte[] secret, CancellationToken cancellationToken);

    /// <summary>The newest mix-ups, newest first.</summary>
    ValueTask<IReadOnlyList<Mixup>> ReadNewestMixupsAsync(int max, CancellationToken cancellationToken);

    /// <summary>Forgets, in bounded batches. A tag's end is not forgotten but folded into the end of everything: what it ended stays ended.</summary>
    /// <returns>How many rows went.</returns>
    ValueTask<int> PurgeEdgesAsync(EdgeCutoffs cutoffs, CancellationToken cancellationToken);
}
