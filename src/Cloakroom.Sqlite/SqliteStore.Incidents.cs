using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Sqlite;

/// <summary>Incidents.</summary>
internal sealed partial class SqliteStore
{
    public ValueTask<IReadOnlyList<Incident>> ReadIncidentsAsync(int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => IncidentTable.Read(database, max), cancellationToken);

    public ValueTask<IncidentFile?> FindIncidentAsync(string id, CancellationToken cancellationToken) =>
        _reads.RunAsync(
            database => IncidentTable.Find(database, id) is { } incident ? new IncidentFile(incident, IncidentNotes.Read(database, id)) { Actions = PolicyTables.ReadActions(database, id) } : null, cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadIncidentMixupsAsync(string id, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => MixupTable.ReadOfIncident(database, id, max), cancellationToken);

    public ValueTask<Incident> OpenIncidentAsync(string id, DateTimeOffset at, IncidentOpening opening, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => IncidentTable.Open(write.Database, new Incident { Id = id, OpenedAt = at, ByHand = opening }, opening), cancellationToken);

    public ValueTask<bool> AddIncidentNoteAsync(string id, IncidentNote note, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => IncidentNotes.Add(write.Database, id, note), cancellationToken);

    public ValueTask<bool> CloseIncidentAsync(string id, IncidentClosing closing, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => IncidentTable.Close(write.Database, id, closing), cancellationToken);
}
