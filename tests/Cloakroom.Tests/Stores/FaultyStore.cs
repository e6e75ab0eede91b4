using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Notices;
using Cloakroom.Operations;
using Cloakroom.Policies;
using Cloakroom.Rates;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>A store that goes wrong on command.</summary>
/// <example>
/// <code>
/// var store = new FaultyStore(new InMemoryStore());
/// store.On(StoreMethods.Read, Fault.Hang);                              // until Heal()
/// store.On(StoreMethods.SessionWrites, Fault.Error, times: 2);          // the next two calls only
/// store.On(StoreMethods.Records, Fault.WrongRecord(of: bob.Key));       // everybody is Bob
/// store.Heal();                                                         // calls that hang stay hung
/// store.Calls(StoreMethods.Read).ShouldBe(1);                           // counted when they arrive, failed ones too
/// </code>
/// Of several faults on one member the one scripted last wins until it is used up. Safe to script while calls are running.
/// </example>
internal sealed class FaultyStore(ICloakroomStore inner) : ICloakroomStore
{
    private readonly Lock _lock = new();
    private readonly List<Script> _scripts = [];
    private readonly Dictionary<StoreMethods, int> _calls = [];

    public string Name => "faulty " + inner.Name;

    /// <summary>Scripts a fault.</summary>
    /// <param name="methods">Where it strikes; any combination.</param>
    /// <param name="fault">What happens.</param>
    /// <param name="times">How many calls it strikes before it is used up.</param>
    /// <param name="after">How many calls it lets pass first.</param>
    public FaultyStore On(StoreMethods methods, Fault fault, int times = int.MaxValue, int after = 0)
    {
        lock (_lock)
        {
            _scripts.Add(new Script(methods, fault) { Times = times, After = after });
        }

        return this;
    }

    /// <summary>Forgets all faults.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _scripts.Clear();
        }
    }

    /// <summary>How many calls these members have had.</summary>
    public int Calls(StoreMethods methods)
    {
        lock (_lock)
        {
            return _calls.Where(c => methods.HasFlag(c.Key)).Sum(c => c.Value);
        }
    }

    public async ValueTask OpenAsync(CancellationToken cancellationToken) =>
        await Run(StoreMethods.Open, () => inner.OpenAsync(cancellationToken), cancellationToken);

    public ValueTask<StoreWrite> CreateAsync(SessionRecord record, SessionCreation creation, CancellationToken cancellationToken) =>
        Run(StoreMethods.Create, () => inner.CreateAsync(record, creation, cancellationToken), cancellationToken);

    public ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken) =>
        Run(StoreMethods.Read, () => inner.ReadAsync(key, cancellationToken), cancellationToken, async (stored, change) =>
            await change(stored?.Record) is { } record ? await WithRecord(stored, record, cancellationToken) : null);

    public ValueTask<SessionRecord?> FindByBindingAsync(RecordKey bindingKey, CancellationToken cancellationToken) =>
        Run(StoreMethods.FindByBinding, () => inner.FindByBindingAsync(bindingKey, cancellationToken), cancellationToken,
            (record, change) => change(record));

    public ValueTask<StoreWrite> WriteAsync(SessionRecord record, long expectedGeneration, CancellationToken cancellationToken) =>
        Run(StoreMethods.Write, () => inner.WriteAsync(record, expectedGeneration, cancellationToken), cancellationToken);

    public ValueTask<StoreWrite> RotateAsync(
        RecordKey key, long expectedGeneration, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil, CancellationToken cancellationToken) =>
        Run(StoreMethods.Rotate,
            () => inner.RotateAsync(key, expectedGeneration, successor, endedAt, graceUntil, cancellationToken), cancellationToken);

    public async ValueTask TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        await Run(StoreMethods.Touch, () => inner.TouchAsync(touches, cancellationToken), cancellationToken);

    public ValueTask<bool> RevokeAsync(RecordKey key, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        Run(StoreMethods.Revoke, () => inner.RevokeAsync(key, endedAt, cancellationToken), cancellationToken);

    public ValueTask<bool> RevokeByIdAsync(string subject, string id, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        Run(StoreMethods.RevokeById, () => inner.RevokeByIdAsync(subject, id, endedAt, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<StoredSession>> ListAsync(string subject, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.List, () => inner.ListAsync(subject, max, cancellationToken), cancellationToken, async (list, change) =>
        {
            var changed = new List<StoredSession>();
            foreach (var stored in list)
            {
                if (await change(stored.Record) is { } record)
                {
                    changed.Add(stored with { Record = record });
                }
            }

            return changed;
        });

    public ValueTask<int> PurgeAsync(PurgeCutoffs cutoffs, CancellationToken cancellationToken) =>
        Run(StoreMethods.Purge, () => inner.PurgeAsync(cutoffs, cancellationToken), cancellationToken);

    public ValueTask<ControlSnapshot> ReadControlAsync(long sinceRevision, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadControl, () => inner.ReadControlAsync(sinceRevision, cancellationToken), cancellationToken);

    public ValueTask<EpochStamp> ReadEpochsAsync(string? tenant, string? subject, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadEpochs, () => inner.ReadEpochsAsync(tenant, subject, cancellationToken), cancellationToken);

    public async ValueTask SetModeAsync(ModeState mode, CancellationToken cancellationToken) =>
        await Run(StoreMethods.SetMode, () => inner.SetModeAsync(mode, cancellationToken), cancellationToken);

    public ValueTask<bool> ReplaceModeAsync(ModeState known, ModeState mode, CancellationToken cancellationToken) =>
        Run(StoreMethods.SetMode, () => inner.ReplaceModeAsync(known, mode, cancellationToken), cancellationToken);

    public async ValueTask AdvanceEpochAsync(EpochScope scope, string? name, ControlEntry entry, CancellationToken cancellationToken) =>
        await Run(StoreMethods.AdvanceEpoch, () => inner.AdvanceEpochAsync(scope, name, entry, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<ControlEntry>> ReadHistoryAsync(int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadHistory, () => inner.ReadHistoryAsync(max, cancellationToken), cancellationToken);

    public async ValueTask SetPassAsync(VerifyPass? pass, ControlEntry entry, CancellationToken cancellationToken) =>
        await Run(StoreMethods.SetPass, () => inner.SetPassAsync(pass, entry, cancellationToken), cancellationToken);

    public async ValueTask WriteNodeAsync(Node node, CancellationToken cancellationToken) =>
        await Run(StoreMethods.Nodes, () => inner.WriteNodeAsync(node, cancellationToken), cancellationToken);

    public ValueTask<bool> RemoveNodeAsync(string id, CancellationToken cancellationToken) =>
        Run(StoreMethods.Nodes, () => inner.RemoveNodeAsync(id, cancellationToken), cancellationToken);

    public ValueTask<bool> ForgetNodeAsync(string id, ControlEntry entry, CancellationToken cancellationToken) =>
        Run(StoreMethods.Nodes, () => inner.ForgetNodeAsync(id, entry, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<Node>> ReadNodesAsync(CancellationToken cancellationToken) =>
        Run(StoreMethods.Nodes, () => inner.ReadNodesAsync(cancellationToken), cancellationToken);

    public ValueTask<ControlRevisions> ReadRevisionsAsync(CancellationToken cancellationToken) =>
        Run(StoreMethods.Nodes, () => inner.ReadRevisionsAsync(cancellationToken), cancellationToken);

    public ValueTask<SessionEndings> EndSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        Run(StoreMethods.Erasure, () => inner.EndSessionsAsync(ids, entry, cancellationToken), cancellationToken);

    public ValueTask<SubjectTraces> FindSubjectAsync(string subject, CancellationToken cancellationToken) =>
        Run(StoreMethods.Erasure, () => inner.FindSubjectAsync(subject, cancellationToken), cancellationToken);

    public ValueTask<int> EraseSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken) =>
        Run(StoreMethods.Erasure, () => inner.EraseSessionsAsync(ids, entry, cancellationToken), cancellationToken);

    public ValueTask<MixupPlace> AppendMixupAsync(Mixup mixup, CancellationToken cancellationToken) =>
        Run(StoreMethods.AppendMixup, () => inner.AppendMixupAsync(mixup, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadMixupsAsync(DateTimeOffset since, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadMixups, () => inner.ReadMixupsAsync(since, max, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<Incident>> ReadIncidentsAsync(int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadIncidents, () => inner.ReadIncidentsAsync(max, cancellationToken), cancellationToken);

    public ValueTask<IncidentFile?> FindIncidentAsync(string id, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadIncidents, () => inner.FindIncidentAsync(id, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadIncidentMixupsAsync(string id, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadIncidents, () => inner.ReadIncidentMixupsAsync(id, max, cancellationToken), cancellationToken);

    public ValueTask<Incident> OpenIncidentAsync(string id, DateTimeOffset at, IncidentOpening opening, CancellationToken cancellationToken) =>
        Run(StoreMethods.WriteIncident, () => inner.OpenIncidentAsync(id, at, opening, cancellationToken), cancellationToken);

    public ValueTask<bool> AddIncidentNoteAsync(string id, IncidentNote note, CancellationToken cancellationToken) =>
        Run(StoreMethods.WriteIncident, () => inner.AddIncidentNoteAsync(id, note, cancellationToken), cancellationToken);

    public ValueTask<bool> CloseIncidentAsync(string id, IncidentClosing closing, CancellationToken cancellationToken) =>
        Run(StoreMethods.WriteIncident, () => inner.CloseIncidentAsync(id, closing, cancellationToken), cancellationToken);

    public ValueTask<SessionsEnded> EndInvolvedAsync(IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        Run(StoreMethods.EndInvolved, () => inner.EndInvolvedAsync(involved, entry, cancellationToken), cancellationToken);

    public ValueTask<SessionsEnded> CountInvolvedAsync(IReadOnlyCollection<Involvement> involved, CancellationToken cancellationToken) =>
        Run(StoreMethods.EndInvolved, () => inner.CountInvolvedAsync(involved, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<PolicyCase>> ReadPolicyCasesAsync(CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadPolicies, () => inner.ReadPolicyCasesAsync(cancellationToken), cancellationToken);

    public ValueTask<bool> AddPolicyActionAsync(PolicyAction action, CancellationToken cancellationToken) =>
        Run(StoreMethods.WritePolicies, () => inner.AddPolicyActionAsync(action, cancellationToken), cancellationToken);

    public ValueTask<QuarantineBatch> ReadQuarantineAsync(string incidentId, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadPolicies, () => inner.ReadQuarantineAsync(incidentId, max, cancellationToken), cancellationToken);

    public ValueTask<SessionsEnded?> QuarantineAsync(
        string incidentId, QuarantineBatch batch, IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        Run(StoreMethods.EndInvolved, () => inner.QuarantineAsync(incidentId, batch, involved, entry, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> LeaseAlertsAsync(
        AlertLease lease, CancellationToken cancellationToken) =>
        Run(StoreMethods.LeaseAlerts, () => inner.LeaseAlertsAsync(lease, cancellationToken), cancellationToken);

    public ValueTask<bool> SettleAlertAsync(
        AlertSettlement settlement, CancellationToken cancellationToken) =>
        Run(StoreMethods.SettleAlert, () => inner.SettleAlertAsync(settlement, cancellationToken), cancellationToken);

    public ValueTask<bool> TakeAlertTurnAsync(
        string destination, DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken) =>
        Run(StoreMethods.Alerts, () => inner.TakeAlertTurnAsync(destination, now, interval, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> ReadAlertsAsync(
        AlertState? state, string? destination, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.Alerts, () => inner.ReadAlertsAsync(state, destination, max, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<AlertTotals>> CountAlertsAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        Run(StoreMethods.Alerts, () => inner.CountAlertsAsync(since, cancellationToken), cancellationToken);

    public ValueTask<int> RetryAlertsAsync(
        string? destination, ControlEntry entry, CancellationToken cancellationToken) =>
        Run(StoreMethods.Alerts, () => inner.RetryAlertsAsync(destination, entry, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<NoticeRecord>> ReadNoticesAsync(
        string incident, NoticeGroup group, CancellationToken cancellationToken) =>
        Run(StoreMethods.Notices, () => inner.ReadNoticesAsync(incident, group, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ClaimNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<NoticeClaim> claims, string token, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        Run(StoreMethods.Notices, () => inner.ClaimNoticesAsync(incident, group, claims, token, by, at, cancellationToken), cancellationToken);

    public ValueTask<int> SettleNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<string> people, string token, DateTimeOffset? toldAt, CancellationToken cancellationToken) =>
        Run(StoreMethods.Notices, () => inner.SettleNoticesAsync(incident, group, people, token, toldAt, cancellationToken), cancellationToken);

    public async ValueTask AppendUsesAsync(UInt128 batch, IReadOnlyList<Use> uses, CancellationToken cancellationToken) =>
        await Run(StoreMethods.AppendUses, () => inner.AppendUsesAsync(batch, uses, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadForeignUsesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadUses, () => inner.ReadForeignUsesAsync(from, to, max, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<Use>> ReadUsesAsync(
        IReadOnlyCollection<UInt128> sessions, DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadUses, () => inner.ReadUsesAsync(sessions, from, to, max, cancellationToken), cancellationToken);

    public ValueTask<UseTotals> CountUsesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Run(StoreMethods.ReadUses, () => inner.CountUsesAsync(from, to, cancellationToken), cancellationToken);

    public async ValueTask AppendRateNoticeAsync(RateNotice notice, CancellationToken cancellationToken) =>
        await Run(StoreMethods.Rates, () => inner.AppendRateNoticeAsync(notice, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<RateNotice>> ReadRateNoticesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.Rates, () => inner.ReadRateNoticesAsync(from, to, max, cancellationToken), cancellationToken);

    public ValueTask<int> EraseUsesAsync(IReadOnlyCollection<UInt128> sessions, CancellationToken cancellationToken) =>
        Run(StoreMethods.EraseUses, () => inner.EraseUsesAsync(sessions, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<MinuteTotals>> ReadMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Run(StoreMethods.Operate, () => inner.ReadMinutesAsync(from, to, cancellationToken), cancellationToken);

    public ValueTask<FiledMixup?> FindMixupAsync(string id, CancellationToken cancellationToken) =>
        Run(StoreMethods.Operate, () => inner.FindMixupAsync(id, cancellationToken), cancellationToken);

    public ValueTask<SessionRecord?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        Run(StoreMethods.Operate, () => inner.FindByIdAsync(id, cancellationToken), cancellationToken);

    public ValueTask<int> CountLiveAsync(EpochScope scope, string? name, DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        Run(StoreMethods.Operate, () => inner.CountLiveAsync(scope, name, now, max, cancellationToken), cancellationToken);

    public ValueTask<bool> RevokeByIdAsync(string subject, string id, ControlEntry entry, CancellationToken cancellationToken) =>
        Run(StoreMethods.Operate, () => inner.RevokeByIdAsync(subject, id, entry, cancellationToken), cancellationToken);

    private async ValueTask<StoredSession> WithRecord(StoredSession? stored, SessionRecord record, CancellationToken cancellationToken)
    {
        if (stored is not null)
        {
            return stored with { Record = record };
        }

        // The key asked for is missing, and the fault answers all the same: with what the store says about the record it answers with.
        var control = await inner.ReadControlAsync(0, cancellationToken);
        var epochs = await inner.ReadEpochsAsync(record.Tenant, record.Subject, cancellationToken);
        return new StoredSession(record, epochs, control.Mode.Mode, control.Revision);
    }

    private ValueTask<bool> Run(StoreMethods method, Func<ValueTask> call, CancellationToken cancellationToken) => Run(method, async () =>
    {
        await call();
        return true;
    }, cancellationToken);

    private async ValueTask<T> Run<T>(
        StoreMethods method,
        Func<ValueTask<T>> call,
        CancellationToken cancellationToken,
        Func<T, Func<SessionRecord?, ValueTask<SessionRecord?>>, ValueTask<T>>? changeRecords = null)
    {
        var fault = Arrive(method);
        if (fault?.Before is { } before)
        {
            await before(cancellationToken);
        }

        var answer = await call();
        if (fault?.Record is { } change && changeRecords is not null)
        {
            answer = await changeRecords(answer, record => change(record, inner));
        }

        if (fault?.After is { } after)
        {
            await after(cancellationToken);
        }

        return answer;
    }

    private Fault? Arrive(StoreMethods method)
    {
        lock (_lock)
        {
            _calls[method] = _calls.GetValueOrDefault(method) + 1;
            foreach (var script in Enumerable.Reverse(_scripts).Where(s => s.Methods.HasFlag(method) && s.Times > 0))
            {
                if (script.After > 0)
                {
                    script.After--;
                    continue;
                }

                script.Times--;
                return script.Fault;
            }

            return null;
        }
    }

    private sealed class Script(StoreMethods methods, Fault fault)
    {
        public StoreMethods Methods { get; } = methods;

        public Fault Fault { get; } = fault;

        public required int Times { get; set; }

        public required int After { get; set; }
    }
}
