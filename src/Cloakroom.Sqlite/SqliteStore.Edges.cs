using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Journal;

namespace Cloakroom.Sqlite;

/// <summary>What edges share.</summary>
internal sealed partial class SqliteStore : IEdgeStore
{
    public async ValueTask<UInt128> TryIssueAsync(Issue issue, CancellationToken cancellationToken)
    {
        // Most questions are about what is noted already, and a read waits neither for other writers nor for the disk. What a reader sees is
        // durable: SQLite shows a commit after it has synchronised the log.
        var noted = await _reads.RunAsync(database => IssueTable.FindSettled(database, issue), cancellationToken);
        var binding = noted ?? await _writes.RunAsync(write => IssueTable.TryIssue(write, issue), cancellationToken);
        // One that was noted already too: whoever noted it may have been killed before they said so.
        if (issue.IsClaim)
        {
            _claims.Change();
        }

        return binding;
    }

    public ValueTask<IssuedValue?> FindIssuedAsync(UInt128 value, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => IssueTable.FindIssued(database, value), cancellationToken);

    public long ClaimsVersion => _claims.Read();

    public ValueTask<long> CountIssuedAsync(CancellationToken cancellationToken) => _reads.RunAsync(IssueTable.Count, cancellationToken);

    public ValueTask<EdgeSnapshot> ReadEdgeControlAsync(long knownRevision, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => EdgeControlTables.Read(database, knownRevision), cancellationToken);

    public ValueTask<bool> HasEndedAsync(IReadOnlyCollection<UInt128> tags, long since, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => EdgeControlTables.HasEnded(database, tags, since), cancellationToken);

    public ValueTask<long> RevokeTagsAsync(IReadOnlyCollection<UInt128> tags, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => EdgeControlTables.Revoke(write.Database, tags, entry), cancellationToken);

    public ValueTask<long> RestoreEdgeControlAsync(EdgeSnapshot lost, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => EdgeControlTables.Restore(write, lost, entry), cancellationToken);

    public ValueTask<bool> HasSessionsAsync(CancellationToken cancellationToken) =>
        _reads.RunAsync(database => database.ReadInt64("SELECT EXISTS (SELECT 1 FROM sessions WHERE subject IS NOT NULL)") != 0, cancellationToken);

    public ValueTask<byte[]> AddSecretAsync(string name, byte[] secret, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => SecretTable.Add(write.Database, name, secret), cancellationToken);

    public ValueTask<byte[]?> ReadSecretAsync(string name, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => SecretTable.Find(database, name), cancellationToken);

    public async ValueTask ReplaceSecretAsync(string name, byte[] known, byte[] secret, CancellationToken cancellationToken) =>
        await _writes.RunAsync(write => SecretTable.Replace(write.Database, name, known, secret), cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadNewestMixupsAsync(int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => MixupTable.ReadNewest(database, max), cancellationToken);

    public async ValueTask<int> PurgeEdgesAsync(EdgeCutoffs cutoffs, CancellationToken cancellationToken)
    {
        var count = await _writes.RunAsync(write => NodeTable.Purge(write.Database, cutoffs.NodesBefore), cancellationToken);
        foreach (var (batch, before) in new (Func<Database, DateTimeOffset, int>, DateTimeOffset)[]
        {
            (IssueTable.Purge, cutoffs.IssuedBefore),
            (EdgeControlTables.Purge, cutoffs.EpochsBefore),
        })
        {
            int deleted;
            do
            {
                count += deleted = await _writes.RunAsync(write => batch(write.Database, before), cancellationToken);
            }
            while (deleted >= Purge.BatchSize);
        }

        return count;
    }
}
