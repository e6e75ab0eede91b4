using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Notices;
using Cloakroom.Operations;
using Cloakroom.Policies;
using Cloakroom.Rates;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Faults;

/// <summary>A store that passes everything on, for faults to override. Control and mix-ups are always right: the faults are those of sessions.</summary>
internal abstract class StoreDecorator(ICloakroomStore inner) : ICloakroomStore
{
    public string Name => inner.Name;

    protected ICloakroomStore Inner => inner;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public virtual ValueTask<StoreWrite> CreateAsync(SessionRecord record, SessionCreation creation, CancellationToken cancellationToken) =>
        inner.CreateAsync(record, creation, cancellationToken);

    public virtual ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

    public virtual ValueTask<SessionRecord?> FindByBindingAsync(RecordKey bindingKey, CancellationToken cancellationToken) =>
        inner.FindByBindingAsync(bindingKey, cancellationToken);

    public virtual ValueTask<StoreWrite> WriteAsync(SessionRecord record, long expectedGeneration, CancellationToken cancellationToken) =>
        inner.WriteAsync(record, expectedGeneration, cancellationToken);

    public virtual ValueTask<StoreWrite> RotateAsync(
        RecordKey key, long expectedGeneration, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil, CancellationToken cancellationToken) =>
        inner.RotateAsync(key, expectedGeneration, successor, endedAt, graceUntil, cancellationToken);

    public virtual ValueTask TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) => inner.TouchAsync(touches, cancellationToken);

    public virtual ValueTask<bool> RevokeAsync(RecordKey key, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        inner.RevokeAsync(key, endedAt, cancellationToken);

    public virtual ValueTask<bool> RevokeByIdAsync(string subject, string id, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        inner.RevokeByIdAsync(subject, id, endedAt, cancellationToken);

    public virtual ValueTask<IReadOnlyList<StoredSession>> ListAsync(string subject, int max, CancellationToken cancellationToken) =>
        inner.ListAsync(subject, max, cancellationToken);

    public ValueTask<int> PurgeAsync(PurgeCutoffs cutoffs, CancellationToken cancellationToken) => inner.PurgeAsync(cutoffs, cancellationToken);

    public ValueTask<ControlSnapshot> ReadControlAsync(long sinceRevision, CancellationToken cancellationToken) =>
        inner.ReadControlAsync(sinceRevision, cancellationToken);

    public ValueTask<EpochStamp> ReadEpochsAsync(string? tenant, string? subject, CancellationToken cancellationToken) =>
        inner.ReadEpochsAsync(tenant, subject, cancellationToken);

    public ValueTask SetModeAsync(ModeState mode, CancellationToken cancellationToken) => inner.SetModeAsync(mode, cancellationToken);

    public ValueTask<bool> ReplaceModeAsync(ModeState known, ModeState mode, CancellationToken cancellationToken) => inner.ReplaceModeAsync(known, mode, cancellationToken);

    public ValueTask AdvanceEpochAsync(EpochScope scope, string? name, ControlEntry entry, CancellationToken cancellationToken) =>
        inner.AdvanceEpochAsync(scope, name, entry, cancellationToken);

    public ValueTask<IReadOnlyList<ControlEntry>> ReadHistoryAsync(int max, CancellationToken cancellationToken) => inner.ReadHistoryAsync(max, cancellationToken);

    public ValueTask SetPassAsync(VerifyPass? pass, ControlEntry entry, CancellationToken cancellationToken) => inner.SetPassAsync(pass, entry, cancellationToken);

    public ValueTask WriteNodeAsync(Node node, CancellationToken cancellationToken) => inner.WriteNodeAsync(node, cancellationToken);

    public ValueTask<bool> RemoveNodeAsync(string id, CancellationToken cancellationToken) => inner.RemoveNodeAsync(id, cancellationToken);

    public ValueTask<bool> ForgetNodeAsync(string id, ControlEntry entry, CancellationToken cancellationToken) => inner.ForgetNodeAsync(id, entry, cancellationToken);

    public ValueTask<IReadOnlyList<Node>> ReadNodesAsync(CancellationToken cancellationToken) => inner.ReadNodesAsync(cancellationToken);

    public ValueTask<ControlRevisions> ReadRevisionsAsync(CancellationToken cancellationToken) => inner.ReadRevisionsAsync(cancellationToken);

    public ValueTask<SessionEndings> EndSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        inner.EndSessionsAsync(ids, entry, cancellationToken);

    public ValueTask<SubjectTraces> FindSubjectAsync(string subject, CancellationToken cancellationToken) => inner.FindSubjectAsync(subject, cancellationToken);

    public ValueTask<int> EraseSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        inner.EraseSessionsAsync(ids, entry, cancellationToken);

    public virtual ValueTask<MixupPlace> AppendMixupAsync(Mixup mixup, CancellationToken cancellationToken) => inner.AppendMixupAsync(mixup, cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadMixupsAsync(DateTimeOffset since, int max, CancellationToken cancellationToken) =>
        inner.ReadMixupsAsync(since, max, cancellationToken);

    public ValueTask<IReadOnlyList<Incident>> ReadIncidentsAsync(int max, CancellationToken cancellationToken) => inner.ReadIncidentsAsync(max, cancellationToken);

    public ValueTask<IncidentFile?> FindIncidentAsync(string id, CancellationToken cancellationToken) => inner.FindIncidentAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadIncidentMixupsAsync(string id, int max, CancellationToken cancellationToken) =>
        inner.ReadIncidentMixupsAsync(id, max, cancellationToken);

    public ValueTask<Incident> OpenIncidentAsync(string id, DateTimeOffset at, IncidentOpening opening, CancellationToken cancellationToken) =>
        inner.OpenIncidentAsync(id, at, opening, cancellationToken);

    public ValueTask<bool> AddIncidentNoteAsync(string id, IncidentNote note, CancellationToken cancellationToken) => inner.AddIncidentNoteAsync(id, note, cancellationToken);

    public ValueTask<bool> CloseIncidentAsync(string id, IncidentClosing closing, CancellationToken cancellationToken) =>
        inner.CloseIncidentAsync(id, closing, cancellationToken);

    public ValueTask<SessionsEnded> EndInvolvedAsync(IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        inner.EndInvolvedAsync(involved, entry, cancellationToken);

    public ValueTask<SessionsEnded> CountInvolvedAsync(IReadOnlyCollection<Involvement> involved, CancellationToken cancellationToken) =>
        inner.CountInvolvedAsync(involved, cancellationToken);

    public ValueTask<IReadOnlyList<PolicyCase>> ReadPolicyCasesAsync(CancellationToken cancellationToken) =>
        inner.ReadPolicyCasesAsync(cancellationToken);

    public ValueTask<bool> AddPolicyActionAsync(PolicyAction action, CancellationToken cancellationToken) =>
        inner.AddPolicyActionAsync(action, cancellationToken);

    public ValueTask<QuarantineBatch> ReadQuarantineAsync(string incidentId, int max, CancellationToken cancellationToken) =>
        inner.ReadQuarantineAsync(incidentId, max, cancellationToken);

    public ValueTask<SessionsEnded?> QuarantineAsync(
        string incidentId, QuarantineBatch batch, IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        inner.QuarantineAsync(incidentId, batch, involved, entry, cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> LeaseAlertsAsync(AlertLease lease, CancellationToken cancellationToken) => inner.LeaseAlertsAsync(lease, cancellationToken);

    public ValueTask<bool> SettleAlertAsync(AlertSettlement settlement, CancellationToken cancellationToken) => inner.SettleAlertAsync(settlement, cancellationToken);

    public ValueTask<bool> TakeAlertTurnAsync(string destination, DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken) =>
        inner.TakeAlertTurnAsync(destination, now, interval, cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> ReadAlertsAsync(AlertState? state, string? destination, int max, CancellationToken cancellationToken) =>
        inner.ReadAlertsAsync(state, destination, max, cancellationToken);

    public ValueTask<IReadOnlyList<AlertTotals>> CountAlertsAsync(DateTimeOffset since, CancellationToken cancellationToken) => inner.CountAlertsAsync(since, cancellationToken);

    public ValueTask<int> RetryAlertsAsync(string? destination, ControlEntry entry, CancellationToken cancellationToken) => inner.RetryAlertsAsync(destination, entry, cancellationToken);

    public ValueTask<IReadOnlyList<NoticeRecord>> ReadNoticesAsync(string incident, NoticeGroup group, CancellationToken cancellationToken) =>
        inner.ReadNoticesAsync(incident, group, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ClaimNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<NoticeClaim> claims, string token, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        inner.ClaimNoticesAsync(incident, group, claims, token, by, at, cancellationToken);

    public ValueTask<int> SettleNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<string> people, string token, DateTimeOffset? toldAt, CancellationToken cancellationToken) =>
        inner.SettleNoticesAsync(incident, group, people, token, toldAt, cancellationToken);

    public ValueTask AppendUsesAsync(UInt128 batch, IReadOnlyList<Use> uses, CancellationToken cancellationToken) => inner.AppendUsesAsync(batch, uses, cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadForeignUsesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        inner.ReadForeignUsesAsync(from, to, max, cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadUsesAsync(
        IReadOnlyCollection<UInt128> sessions, DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        inner.ReadUsesAsync(sessions, from, to, max, cancellationToken);

    public ValueTask<UseTotals> CountUsesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => inner.CountUsesAsync(from, to, cancellationToken);

    public ValueTask AppendRateNoticeAsync(RateNotice notice, CancellationToken cancellationToken) => inner.AppendRateNoticeAsync(notice, cancellationToken);

    public ValueTask<IReadOnlyList<RateNotice>> ReadRateNoticesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        inner.ReadRateNoticesAsync(from, to, max, cancellationToken);

    public ValueTask<int> EraseUsesAsync(IReadOnlyCollection<UInt128> sessions, CancellationToken cancellationToken) => inner.EraseUsesAsync(sessions, cancellationToken);

    public ValueTask<IReadOnlyList<MinuteTotals>> ReadMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        inner.ReadMinutesAsync(from, to, cancellationToken);

    public ValueTask<FiledMixup?> FindMixupAsync(string id, CancellationToken cancellationToken) =>
        inner.FindMixupAsync(id, cancellationToken);

    public ValueTask<SessionRecord?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        inner.FindByIdAsync(id, cancellationToken);

    public ValueTask<int> CountLiveAsync(EpochScope scope, string? name, DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        inner.CountLiveAsync(scope, name, now, max, cancellationToken);

    public ValueTask<bool> RevokeByIdAsync(string subject, string id, ControlEntry entry, CancellationToken cancellationToken) =>
        inner.RevokeByIdAsync(subject, id, entry, cancellationToken);
}
