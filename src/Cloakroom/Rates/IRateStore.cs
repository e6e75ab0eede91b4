namespace Cloakroom.Rates;

/// <summary>Keeps notices, as long as mix-ups are kept.</summary>
internal interface IRateStore
{
    /// <summary>Adds one. Of an id that is there already nothing changes.</summary>
    ValueTask AppendRateNoticeAsync(RateNotice notice, CancellationToken cancellationToken);

    /// <summary>The notices of an interval, both ends included, newest first.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The last.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<RateNotice>> ReadRateNoticesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken);
}
