using Cloakroom.Cli.Control;
using Cloakroom.Incidents;
using Cloakroom.Notices;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Notice;

/// <summary>What one run claims and confirms.</summary>
internal sealed class NoticeWork(ControlSetting setting, ControlSession session, string incident, NoticeGroup group)
{
    private readonly string _token = PublicId.Create();

    public string Incident => incident;

    public NoticeGroup Group => group;

    public string GroupName => group.ToString().ToLowerInvariant();

    /// <returns>Those who were not claimed by somebody else meanwhile, and whose address was not.</returns>
    public async Task<IReadOnlyList<ReadyNotice>> ClaimAsync(IReadOnlyList<ReadyNotice> notices, CancellationToken cancellationToken)
    {
        var claimed = await session.Calls.WriteAsync(
            "claim-notices",
            token => session.Store.ClaimNoticesAsync(incident, group, [.. notices.Select(notice => notice.Claim)], _token, setting.Operator, Now(), token),
            cancellationToken);
        var names = claimed.ToHashSet(StringComparer.Ordinal);
        return [.. notices.Where(notice => names.Contains(notice.Person.Person))];
    }

    // Neither is given up by Ctrl-C: what has happened is written down.
    public Task ConfirmAsync(IReadOnlyList<ReadyNotice> notices) => SettleAsync(notices, Now());

    public Task GiveBackAsync(IReadOnlyList<ReadyNotice> notices) => SettleAsync(notices, null);

    /// <summary>For the incident's timeline.</summary>
    public Task NoteAsync(string text) => session.Calls.WriteAsync(
        "add-incident-note", token => session.Store.AddIncidentNoteAsync(incident, new IncidentNote(Now(), setting.Operator, text), token), CancellationToken.None);

    private Task<int> SettleAsync(IReadOnlyList<ReadyNotice> notices, DateTimeOffset? toldAt) => session.Calls.WriteAsync(
        "settle-notices",
        token => session.Store.SettleNoticesAsync(incident, group, [.. notices.Select(notice => notice.Person.Person)], _token, toldAt, token),
        CancellationToken.None);

    private DateTimeOffset Now() => setting.Time.GetUtcNow().TruncateToMilliseconds();
}
