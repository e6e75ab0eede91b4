using Cloakroom.Rates;

namespace Cloakroom.Sqlite;

/// <summary>Rate notices.</summary>
internal sealed partial class SqliteStore
{
    public async ValueTask AppendRateNoticeAsync(RateNotice notice, CancellationToken cancellationToken) =>
        await _writes.RunAsync(write => RateTable.Append(write.Database, notice), cancellationToken);

    public ValueTask<IReadOnlyList<RateNotice>> ReadRateNoticesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => RateTable.Read(database, from, to, max), cancellationToken);
}
