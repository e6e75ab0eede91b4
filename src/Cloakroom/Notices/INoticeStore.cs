namespace Cloakroom.Notices;

/// <summary>Who has been told of which incident: claimed before, confirmed after, so that nobody is told twice, whoever runs it and whatever dies.</summary>
internal interface INoticeStore
{
    /// <summary>All claims of an incident and group, in the order in which they came.</summary>
    ValueTask<IReadOnlyList<NoticeRecord>> ReadNoticesAsync(string incident, NoticeGroup group, CancellationToken cancellationToken);

    /// <summary>Claims people. Durable on return.</summary>
    /// <param name="incident">Of what.</param>
    /// <param name="group">As which of the two.</param>
    /// <param name="claims">Whom.</param>
    /// <param name="token">Names this run.</param>
    /// <param name="by">Who runs it.</param>
    /// <param name="at">Now, UTC, millisecond precision.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those who were claimed; the others, or their addresses, have been by somebody else. None when there is no such incident.</returns>
    ValueTask<IReadOnlyList<string>> ClaimNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<NoticeClaim> claims, string token, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Confirms claims, or gives them back because those people were certainly not told. Durable on return.</summary>
    /// <param name="incident">Of what.</param>
    /// <param name="group">As which of the two.</param>
    /// <param name="people">Whom.</param>
    /// <param name="token">The run that claimed them; claims of others stay as they are.</param>
    /// <param name="toldAt">When they were told; null to give the claims back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    ValueTask<int> SettleNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<string> people, string token, DateTimeOffset? toldAt, CancellationToken cancellationToken);
}
