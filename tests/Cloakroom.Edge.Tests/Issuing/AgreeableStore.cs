using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Tests.Issuing;

/// <summary>A store that gives every value to whoever asks: what an edge without a ledger would have.</summary>
internal sealed class AgreeableStore : IEdgeStore
{
    public ValueTask<UInt128> TryIssueAsync(Issue issue, CancellationToken cancellationToken) => ValueTask.FromResult(issue.Binding);

    public long ClaimsVersion => 0;

    public ValueTask<IssuedValue?> FindIssuedAsync(UInt128 value, CancellationToken cancellationToken) => ValueTask.FromResult<IssuedValue?>(null);

    public ValueTask<long> CountIssuedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<EdgeSnapshot> ReadEdgeControlAsync(long knownRevision, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> HasEndedAsync(IReadOnlyCollection<UInt128> tags, long since, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask<long> RevokeTagsAsync(IReadOnlyCollection<UInt128> tags, ControlEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> RestoreEdgeControlAsync(EdgeSnapshot lost, ControlEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WriteNodeAsync(Node node, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> RemoveNodeAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> ForgetNodeAsync(string id, ControlEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Node>> ReadNodesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ControlRevisions> ReadRevisionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> HasSessionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<byte[]> AddSecretAsync(string name, byte[] secret, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<byte[]?> ReadSecretAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ReplaceSecretAsync(string name, byte[] known, byte[] secret, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Mixup>> ReadNewestMixupsAsync(int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> PurgeEdgesAsync(EdgeCutoffs cutoffs, CancellationToken cancellationToken) => throw new NotSupportedException();
}
