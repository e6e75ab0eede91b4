using Cloakroom.Alerts;
using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Sqlite;

/// <summary>Incidents. Every write is within one transaction that excludes all others, so that processes that report at once agree on one.</summary>
internal static class IncidentTable
{
    private const string Columns = """
        id, opened_at, hand_from, hand_to, hand_by, hand_why, kind, route, node, first_at, last_at, mixups, exposed, closed_at, closed_by, closed_why, owners, exposed_owners
        """;

    private const string Candidates =
        $"SELECT {Columns} FROM incidents WHERE closed_at IS NULL AND kind = ?1 AND last_at >= ?2 AND first_at <= ?3";

    private const string Insert = """
        INSERT INTO incidents (id, opened_at, hand_from, hand_to, hand_by, hand_why, kind, route, node, first_at, last_at, mixups, exposed, owners, exposed_owners)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string Count = "UPDATE incidents SET first_at = ?2, last_at = ?3, mixups = ?4, exposed = ?5, owners = ?6, exposed_owners = ?7 WHERE id = ?1";

    private const string Newest = $"SELECT {Columns} FROM incidents ORDER BY opened_at DESC, seq DESC LIMIT ?1";

    private const string OpenOnes = $"SELECT {Columns} FROM incidents WHERE closed_at IS NULL AND kind IS NOT NULL";

    private const string ById = $"SELECT {Columns} FROM incidents WHERE id = ?1";

    private const string CloseOpen = "UPDATE incidents SET closed_at = ?2, closed_by = ?3, closed_why = ?4 WHERE id = ?1 AND closed_at IS NULL";

    private const string DeleteOldNotes = $"DELETE FROM incident_notes WHERE incident IN ({Old})";

    private const string DeleteOld = $"DELETE FROM incidents WHERE id IN ({Old})";

    private const string DeleteOldActions = $"DELETE FROM incident_actions WHERE incident IN ({Old})";

    // An incident may have had any number of owners, which go first, a batch at a time.
    private const string Old = """
        SELECT id FROM incidents WHERE opened_at < ?1 AND (last_at IS NULL OR last_at < ?1) AND NOT EXISTS (SELECT 1 FROM incident_owners WHERE incident = incidents.id) ORDER BY seq LIMIT ?2
        """;

    private const string DeleteOldOwners = """
        DELETE FROM incident_owners WHERE (incident, owner) IN (
            SELECT incident, owner FROM incidents JOIN incident_owners ON incident = id WHERE opened_at < ?1 AND (last_at IS NULL OR last_at < ?1) LIMIT ?2)
        """;

    /// <summary>Counts a new mix-up in the incident that it belongs to, which may be one of its own.</summary>
    /// <returns>The incident's id.</returns>
    public static string Assign(Database database, Mixup mixup)
    {
        if (IncidentGrouping.Find(mixup, ReadCandidates(database, mixup)) is not { } joined)
        {
            Add(database, Incident.OpenedBy(mixup));
            IncidentOwners.Note(database, mixup.Id, mixup);
            return mixup.Id;
        }

        var counted = joined.With(mixup, IncidentOwners.Note(database, joined.Id, mixup));
        using var update = database.Prepare(Count);
        update.Bind(counted.Id).Bind(counted.First).Bind(counted.Last).Bind(counted.Mixups).Bind(counted.Exposed).Bind(counted.Owners).Bind(counted.ExposedOwners).Run();
        foreach (var growth in AlertEvents.Counted(joined, counted, mixup.At))
        {
            AlertEventTable.Add(database, growth);
        }

        return counted.Id;
    }

    public static Incident Open(Database database, Incident opened, IncidentOpening opening)
    {
        if (Find(database, opened.Id) is { } known)
        {
            return known;
        }

        foreach (var mixup in MixupTable.ReadWithoutIncident(database, opening.From, opening.To))
        {
            opened = opened.With(mixup);
            MixupTable.Give(database, mixup, opened.Id);
        }

        Add(database, opened);
        return opened;
    }

    public static bool Close(Database database, string id, IncidentClosing closing)
    {
        using (var update = database.Prepare(CloseOpen))
        {
            if (update.Bind(id).Bind(closing.At).Bind(closing.By).Bind(closing.Reason).Run() == 0)
            {
                return false;
            }
        }

        AlertEventTable.Add(database, AlertEvents.Closed(Find(database, id)!));
        return true;
    }

    public static Incident? Find(Database database, string id)
    {
        using var select = database.Prepare(ById);
        return ReadAll(select.Bind(id)).SingleOrDefault();
    }

    /// <summary>Open ones that have mix-ups.</summary>
    public static IReadOnlyList<Incident> ReadOpen(Database database)
    {
        using var select = database.Prepare(OpenOnes);
        return ReadAll(select);
    }

    public static IReadOnlyList<Incident> Read(Database database, int max)
    {
        using var select = database.Prepare(Newest);
        return ReadAll(select.Bind(max));
    }

    /// <summary>One batch of incidents that are as old as mix-ups may become, with their notes.</summary>
    public static void Purge(Database database, DateTimeOffset before)
    {
        foreach (var sql in new[] { DeleteOldOwners, DeleteOldNotes, DeleteOldActions, DeleteOld })
        {
            using var delete = database.Prepare(sql);
            delete.Bind(before).Bind(Sqlite.Purge.BatchSize).Run();
        }
    }

    private static List<Incident> ReadCandidates(Database database, Mixup mixup)
    {
        using var select = database.Prepare(Candidates);
        return ReadAll(select.Bind((long)mixup.Kind).Bind(mixup.At - IncidentGrouping.MaxPause).Bind(mixup.At + IncidentGrouping.MaxPause));
    }

    private static void Add(Database database, Incident incident)
    {
        using var insert = database.Prepare(Insert);
        insert.Bind(incident.Id).Bind(incident.OpenedAt)
            .Bind(incident.ByHand?.From).Bind(incident.ByHand?.To).Bind(incident.ByHand?.By).Bind(incident.ByHand?.Reason);
        _ = incident.Cause is { } cause ? insert.Bind((long)cause.Kind) : insert.BindNull();
        insert.Bind(incident.Cause?.Route).Bind(incident.Cause?.Node)
            .Bind(incident.First).Bind(incident.Last).Bind(incident.Mixups).Bind(incident.Exposed).Bind(incident.Owners).Bind(incident.ExposedOwners)
            .Run();
        AlertEventTable.Add(database, AlertEvents.Opened(incident));
    }

    private static List<Incident> ReadAll(Statement select)
    {
        var incidents = new List<Incident>();
        while (select.Step())
        {
            incidents.Add(new Incident
            {
                Id = select.Text(0),
                OpenedAt = select.Time(1),
                ByHand = select.IsNull(2) ? null : new IncidentOpening(select.Time(2), select.Time(3), select.Text(4), select.Text(5)),
                Cause = select.IsNull(6) ? null : new IncidentCause(select.Enum<MixupKind>(6), select.Text(7), select.Text(8)),
                First = select.OptionalTime(9),
                Last = select.OptionalTime(10),
                Mixups = select.Int64(11),
                Exposed = select.Int64(12),
                Closing = select.IsNull(13) ? null : new IncidentClosing(select.Time(13), select.Text(14), select.Text(15)),
                Owners = select.Int64(16),
                ExposedOwners = select.Int64(17),
            });
        }

        return incidents;
    }
}
