using Cloakroom.Rates;

namespace Cloakroom.Sessions;

/// <summary>Rate notices.</summary>
internal sealed partial class InMemoryStore
{
    private readonly List<RateNotice> _rateNotices = [];

    public ValueTask AppendRateNoticeAsync(RateNotice notice, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (!_rateNotices.Exists(known => known.Id == notice.Id))
            {
                _rateNotices.Add(notice);
            }
        }, cancellationToken);

    public ValueTask<IReadOnlyList<RateNotice>> ReadRateNoticesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<RateNotice>>(
            () => [.. Enumerable.Reverse(_rateNotices).Where(notice => notice.At >= from && notice.At <= to).OrderByDescending(notice => notice.At).Take(max)], cancellationToken);

    private int PurgeRateNotices(DateTimeOffset before) => _rateNotices.RemoveAll(notice => notice.At < before);
}
