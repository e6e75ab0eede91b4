using System.Text.Json;
using Cloakroom.Alerts;
using Cloakroom.Incidents;

namespace Cloakroom.Sqlite;

/// <summary>What is to be told, written by those transactions that make it happen.</summary>
internal static class AlertEventTable
{
    /// <summary>For <see cref="Read"/>, of <c>alert_events AS e</c>.</summary>
    public const string Columns = "e.id, e.kind, e.at, e.incident_then, e.counts, e.reached";

    private const string Insert = """
        INSERT OR IGNORE INTO alert_events (id, kind, at, incident, incident_then, counts, reached) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private const string DeleteOldDeliveries = $"DELETE FROM alert_deliveries WHERE event IN ({Old})";

    private const string DeleteOld = $"DELETE FROM alert_events WHERE seq IN ({Old})";

    private const string Old = """
        SELECT seq FROM alert_events AS e
        WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM alert_deliveries AS d WHERE d.event = e.seq AND d.state = 0)
        ORDER BY seq LIMIT ?2
        """;

    // Without what follows from the rest.
    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true };

    public static void Add(Database database, AlertEvent happened)
    {
        using var insert = database.Prepare(Insert);
        insert.Bind(happened.Id).Bind((long)happened.Kind).Bind(happened.At).Bind(happened.Incident.Id).Bind(JsonSerializer.Serialize(happened.Incident, Json));
        _ = happened.Escalation is { } escalation ? insert.Bind((long)escalation.What).Bind(escalation.Reached) : insert.BindNull().BindNull();
        insert.Run();
    }

    /// <summary>From the current row of a select of <see cref="Columns"/> first.</summary>
    public static AlertEvent Read(Statement select) => new()
    {
        Id = select.Text(0),
        Kind = select.Enum<AlertEventKind>(1),
        At = select.Time(2),
        Incident = JsonSerializer.Deserialize<Incident>(select.Text(3), Json)!,
        Escalation = select.IsNull(4) ? null : new AlertEscalation(select.Enum<AlertCount>(4), select.Int64(5)),
    };

    /// <summary>One batch of events that are as old as mix-ups may become, except those that still wait to be told.</summary>
    public static void Purge(Database database, DateTimeOffset before)
    {
        using (var deliveries = database.Prepare(DeleteOldDeliveries))
        {
            deliveries.Bind(before).Bind(Sqlite.Purge.BatchSize).Run();
        }

        using var events = database.Prepare(DeleteOld);
        events.Bind(before).Bind(Sqlite.Purge.BatchSize).Run();
    }
}
