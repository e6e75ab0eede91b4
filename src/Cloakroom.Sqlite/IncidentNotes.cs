using Cloakroom.Incidents;

namespace Cloakroom.Sqlite;

/// <summary>Notes on incidents, in the order in which they were written.</summary>
internal static class IncidentNotes
{
    // Nothing is written to an incident that is not, or no longer, there.
    private const string Insert = "INSERT INTO incident_notes (incident, at, by, text) SELECT id, ?2, ?3, ?4 FROM incidents WHERE id = ?1";

    private const string All = "SELECT at, by, text FROM incident_notes WHERE incident = ?1 ORDER BY seq";

    public static bool Add(Database database, string incident, IncidentNote note)
    {
        using var insert = database.Prepare(Insert);
        return insert.Bind(incident).Bind(note.At).Bind(note.By).Bind(note.Text).Run() > 0;
    }

    public static IReadOnlyList<IncidentNote> Read(Database database, string incident)
    {
        using var select = database.Prepare(All);
        select.Bind(incident);
        var notes = new List<IncidentNote>();
        while (select.Step())
        {
            notes.Add(new IncidentNote(select.Time(0), select.Text(1), select.Text(2)));
        }

        return notes;
    }
}
