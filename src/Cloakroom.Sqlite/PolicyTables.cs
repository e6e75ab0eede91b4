using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Policies;

namespace Cloakroom.Sqlite;

/// <summary>What policies have done about incidents. Claim and act are one transaction.</summary>
internal static class PolicyTables
{
    private const string Columns = "incident, policy, has_acted, at, node, owners, exposed_owners, threshold";

    // Not on one that somebody has closed meanwhile, and once each.
    private const string Insert = $"""
        INSERT INTO incident_actions ({Columns})
        SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM incidents WHERE id = ?1 AND closed_at IS NULL
        ON CONFLICT DO NOTHING
        """;

    private const string OfIncident = $"SELECT {Columns} FROM incident_actions WHERE incident = ?1 ORDER BY at, policy, has_acted";

    private const string Covered = "SELECT covered FROM incident_actions WHERE incident = ?1 AND policy = 0 AND has_acted = 1";

    private const string Cover = "UPDATE incident_actions SET covered = ?3 WHERE incident = ?1 AND policy = 0 AND has_acted = 1 AND covered = ?2";

    public static IReadOnlyList<PolicyCase> ReadCases(Database database) =>
        [.. IncidentTable.ReadOpen(database).Select(incident => new PolicyCase(incident, ReadActions(database, incident.Id)))];

    public static bool Add(WriteContext write, PolicyAction action)
    {
        using (var insert = write.Database.Prepare(Insert))
        {
            insert.Bind(action.IncidentId).Bind((long)action.Policy).Bind(action.HasActed ? 1 : 0).Bind(action.At).Bind(action.Node)
                .Bind(action.Owners).Bind(action.ExposedOwners).Bind(action.Threshold);
            if (insert.Run() == 0)
            {
                return false;
            }
        }

        var current = ControlTables.ReadMode(write.Database);
        if (action.Tightened is { } mode && mode.Mode > current)
        {
            ControlTables.SetMode(write, mode);
        }
        else
        {
            ControlTables.AppendHistory(write.Database, action.Audit(current), edgeRevision: null);
        }

        return true;
    }

    public static IReadOnlyList<PolicyAction> ReadActions(Database database, string incident)
    {
        using var select = database.Prepare(OfIncident);
        select.Bind(incident);
        var actions = new List<PolicyAction>();
        while (select.Step())
        {
            actions.Add(new PolicyAction
            {
                IncidentId = select.Text(0),
                Policy = select.Enum<Policy>(1),
                HasActed = select.Int64(2) != 0,
                At = select.Time(3),
                Node = select.Text(4),
                Owners = select.Int64(5),
                ExposedOwners = select.Int64(6),
                Threshold = select.Text(7),
            });
        }

        return actions;
    }

    public static QuarantineBatch ReadBatch(Database database, string incident, int max)
    {
        if (FindCovered(database, incident) is not { } after)
        {
            return new QuarantineBatch(0, 0, []);
        }

        var (upTo, mixups) = MixupTable.ReadOfIncidentAfter(database, incident, after, max);
        return new QuarantineBatch(after, upTo, mixups);
    }

    public static SessionsEnded? Quarantine(WriteContext write, string incident, QuarantineBatch batch, IReadOnlyCollection<Involvement> involved, ControlEntry entry)
    {
        using (var update = write.Database.Prepare(Cover))
        {
            if (update.Bind(incident).Bind(batch.After).Bind(batch.UpTo).Run() == 0)
            {
                return null;
            }
        }

        return InvolvedTables.End(write, involved, entry);
    }

    private static long? FindCovered(Database database, string incident)
    {
        using var select = database.Prepare(Covered);
        return select.Bind(incident).Step() ? select.Int64(0) : null;
    }
}
