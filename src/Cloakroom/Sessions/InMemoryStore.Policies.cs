using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;

namespace Cloakroom.Sessions;

/// <summary>Policies on incidents.</summary>
internal sealed partial class InMemoryStore
{
    private readonly Dictionary<(string Incident, string Owner), bool> _owners = [];
    private readonly List<PolicyAction> _actions = [];
    private readonly Dictionary<string, long> _covered = new(StringComparer.Ordinal);

    public ValueTask<IReadOnlyList<PolicyCase>> ReadPolicyCasesAsync(CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<PolicyCase>>(
            () => [.. _incidents.Where(incident => incident is { Status: IncidentStatus.Open, Cause: not null }).Select(incident => new PolicyCase(incident, ActionsOf(incident.Id)))],
            cancellationToken);

    public ValueTask<bool> AddPolicyActionAsync(PolicyAction action, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var isOpen = _incidents.Exists(incident => incident.Id == action.IncidentId && incident.Status == IncidentStatus.Open);
            if (!isOpen || _actions.Exists(known => (known.IncidentId, known.Policy, known.HasActed) == (action.IncidentId, action.Policy, action.HasActed)))
                return false;
            _actions.Add(action);
            if (action.Tightened is { } mode && mode.Mode > _mode.Mode)
                SetMode(mode);
            else
                _history.Add(action.Audit(_mode.Mode));
            return true;
        }, cancellationToken);

    public ValueTask<QuarantineBatch> ReadQuarantineAsync(string incidentId, int max, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (!IsInQuarantine(incidentId))
                return new QuarantineBatch(0, 0, []);
            var after = _covered.GetValueOrDefault(incidentId);
            var mixups = _mixups.Where(mixup => _incidentsOfMixups[mixup.Id] == incidentId).Skip((int)after).Take(max).ToList();
            return new QuarantineBatch(after, after + mixups.Count, mixups);
        }, cancellationToken);

    public ValueTask<SessionsEnded?> QuarantineAsync(
        string incidentId, QuarantineBatch batch, IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked<SessionsEnded?>(() =>
        {
            if (!IsInQuarantine(incidentId) || _covered.GetValueOrDefault(incidentId) != batch.After)
                return null;
            _covered[incidentId] = batch.UpTo;
            return EndInvolved(involved, entry);
        }, cancellationToken);

    private bool IsInQuarantine(string incidentId) => _actions.Exists(action => action.IncidentId == incidentId && action is { Policy: Policy.Quarantine, HasActed: true });

    private List<PolicyAction> ActionsOf(string incidentId) =>
        [.. _actions.Where(action => action.IncidentId == incidentId).OrderBy(action => action.At).ThenBy(action => action.Policy).ThenBy(action => action.HasActed)];

    private IncidentOwner NoteOwner(string incidentId, Mixup mixup)
    {
        if (IncidentOwner.KeyOf(mixup) is not { } owner)
            return default;
        var isKnown = _owners.TryGetValue((incidentId, owner), out var wasExposed);
        var isExposed = mixup.Disposition == MixupDisposition.Exposed;
        _owners[(incidentId, owner)] = wasExposed || isExposed;
        return new IncidentOwner(!isKnown, isExposed && !wasExposed);
    }

    /// <summary>What is covered is counted within the incident, and the oldest has gone.</summary>
    private bool Uncover(string incidentId)
    {
        if (_covered.TryGetValue(incidentId, out var covered) && covered > 0)
            _covered[incidentId] = covered - 1;
        return true;
    }

    private void ForgetPolicies(string incidentId)
    {
        foreach (var key in _owners.Keys.Where(key => key.Incident == incidentId).ToList())
            _owners.Remove(key);
        _actions.RemoveAll(action => action.IncidentId == incidentId);
        _covered.Remove(incidentId);
    }
}
