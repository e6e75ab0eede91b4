using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Notices;

namespace Cloakroom.Sqlite;

/// <summary>What is to be told, and who has been.</summary>
internal sealed partial class SqliteStore
{
    public async ValueTask<IReadOnlyList<AlertDelivery>> LeaseAlertsAsync(AlertLease lease, CancellationToken cancellationToken) =>
        // Asked for every second, and for nothing nearly every time.
        await _reads.RunAsync(database => AlertDeliveryTable.IsAnyDue(database, lease), cancellationToken)
            ? await _writes.RunAsync(write => AlertDeliveryTable.Lease(write.Database, lease), cancellationToken)
            : [];

    public ValueTask<bool> SettleAlertAsync(AlertSettlement settlement, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => AlertDeliveryTable.SettleOne(write.Database, settlement), cancellationToken);

    public ValueTask<bool> TakeAlertTurnAsync(string destination, DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => AlertDeliveryTable.TakeTurn(write.Database, destination, now, interval), cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> ReadAlertsAsync(AlertState? state, string? destination, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => AlertDeliveryTable.ReadNewest(database, state, destination, max), cancellationToken);

    public ValueTask<IReadOnlyList<AlertTotals>> CountAlertsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => AlertDeliveryTable.Count(database, since), cancellationToken);

    public ValueTask<int> RetryAlertsAsync(string? destination, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => AlertDeliveryTable.Retry(write.Database, destination, entry), cancellationToken);

    public ValueTask<IReadOnlyList<NoticeRecord>> ReadNoticesAsync(string incident, NoticeGroup group, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => NoticeTable.Read(database, incident, group), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ClaimNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<NoticeClaim> claims, string token, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => NoticeTable.Claim(write.Database, incident, group, claims, token, by, at), cancellationToken);

    public ValueTask<int> SettleNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<string> people, string token, DateTimeOffset? toldAt, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => NoticeTable.Settle(write.Database, incident, group, people, token, toldAt), cancellationToken);
}
