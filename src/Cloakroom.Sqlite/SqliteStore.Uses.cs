using Cloakroom.Journal;

namespace Cloakroom.Sqlite;

/// <summary>The record of uses.</summary>
internal sealed partial class SqliteStore
{
    public async ValueTask AppendUsesAsync(UInt128 batch, IReadOnlyList<Use> uses, CancellationToken cancellationToken) =>
        await _writes.RunAsync(write => UseTable.Append(write, batch, uses, _time.GetUtcNow()), cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadForeignUsesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => UseTable.ReadForeign(database, from, to, max), cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadUsesAsync(
        IReadOnlyCollection<UInt128> sessions, DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => UseTable.Read(database, sessions, from, to, max), cancellationToken);

    public ValueTask<UseTotals> CountUsesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => UseTable.Count(database, from, to), cancellationToken);

    public async ValueTask<int> EraseUsesAsync(IReadOnlyCollection<UInt128> sessions, CancellationToken cancellationToken)
    {
        // Looking for them takes seconds where there are ten million, and no writer waits for a reader.
        var found = await _reads.RunAsync(database => UseTable.FindOf(database, sessions), cancellationToken);
        var count = 0;
        foreach (var batch in found.Chunk(UseTable.EraseBatchSize))
        {
            count += await _writes.RunAsync(write => UseTable.Erase(write, batch), cancellationToken);
        }

        return count;
    }
}
