using Cloakroom.Alerts;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Notices;

namespace Cloakroom.Sessions;

/// <summary>Incidents, and mix-ups on their way into them.</summary>
internal sealed partial class InMemoryStore
{
    private readonly List<Incident> _incidents = [];
    private readonly Dictionary<string, List<IncidentNote>> _notes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _incidentsOfMixups = new(StringComparer.Ordinal);

    public ValueTask<MixupPlace> AppendMixupAsync(Mixup mixup, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (!_incidentsOfMixups.TryGetValue(mixup.Id, out var id))
            {
                id = Assign(mixup).Id;
                _incidentsOfMixups.Add(mixup.Id, id);
                _mixups.Add(mixup);
            }

            return new MixupPlace(id, id == mixup.Id);
        }, cancellationToken);

    public ValueTask<IReadOnlyList<Incident>> ReadIncidentsAsync(int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<Incident>>(() => [.. Enumerable.Reverse(_incidents).OrderByDescending(incident => incident.OpenedAt).Take(max)], cancellationToken);

    public ValueTask<IncidentFile?> FindIncidentAsync(string id, CancellationToken cancellationToken) =>
        Locked(() => _incidents.Find(incident => incident.Id == id) is { } found ? new IncidentFile(found, [.. _notes.GetValueOrDefault(id, [])]) { Actions = ActionsOf(id) } : null, cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadIncidentMixupsAsync(string id, int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<Mixup>>(() => [.. _mixups.Where(mixup => _incidentsOfMixups[mixup.Id] == id).OrderBy(mixup => mixup.At).Take(max)], cancellationToken);

    public ValueTask<Incident> OpenIncidentAsync(string id, DateTimeOffset at, IncidentOpening opening, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (_incidents.Find(incident => incident.Id == id) is { } known)
            {
                return known;
            }

            // Nothing to take in: what is in memory has an incident from the start.
            var opened = new Incident { Id = id, OpenedAt = at, ByHand = opening };
            _incidents.Add(opened);
            Tell(AlertEvents.Opened(opened));
            return opened;
        }, cancellationToken);

    public ValueTask<bool> AddIncidentNoteAsync(string id, IncidentNote note, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (!_incidents.Exists(incident => incident.Id == id))
            {
                return false;
            }

            if (!_notes.TryGetValue(id, out var notes))
            {
                _notes.Add(id, notes = []);
            }

            notes.Add(note);
            return true;
        }, cancellationToken);

    public ValueTask<bool> CloseIncidentAsync(string id, IncidentClosing closing, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var index = _incidents.FindIndex(incident => incident.Id == id && incident.Status == IncidentStatus.Open);
            if (index >= 0)
            {
                _incidents[index] = _incidents[index] with { Closing = closing };
                Tell(AlertEvents.Closed(_incidents[index]));
            }

            return index >= 0;
        }, cancellationToken);

    private Incident Assign(Mixup mixup)
    {
        if (IncidentGrouping.Find(mixup, _incidents) is not { } joined)
        {
            var opened = Incident.OpenedBy(mixup);
            _incidents.Add(opened);
            NoteOwner(opened.Id, mixup);
            Tell(AlertEvents.Opened(opened));
            return opened;
        }

        var counted = joined.With(mixup, NoteOwner(joined.Id, mixup));
        foreach (var growth in AlertEvents.Counted(joined, counted, mixup.At))
        {
            Tell(growth);
        }

        return _incidents[_incidents.IndexOf(joined)] = counted;
    }

    private int PurgeMixups(DateTimeOffset before)
    {
        foreach (var old in _incidents.Where(incident => incident.OpenedAt < before && !(incident.Last >= before)).ToList())
        {
            _incidents.Remove(old);
            _notes.Remove(old.Id);
            ForgetPolicies(old.Id);
            _notices.Remove((old.Id, NoticeGroup.Owners));
            _notices.Remove((old.Id, NoticeGroup.Receivers));
        }

        PurgeAlerts(before);

        return _mixups.RemoveAll(mixup => mixup.At < before && _incidentsOfMixups.Remove(mixup.Id, out var incident) && Uncover(incident));
    }
}
