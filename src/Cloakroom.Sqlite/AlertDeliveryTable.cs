using Cloakroom.Alerts;
using Cloakroom.Control;

namespace Cloakroom.Sqlite;

/// <summary>Who has to be told what, and how far that has come.</summary>
internal static class AlertDeliveryTable
{
    private const string Columns = $"{AlertEventTable.Columns}, d.destination, d.state, d.planned_at, d.attempts, d.next_at, d.answer, d.settled_at";

    private const string Joined = "FROM alert_deliveries AS d JOIN alert_events AS e ON e.seq = d.event";

    /// <summary>?1 destination, ?2 now, ?3 the horizon. Of each incident the first that is pending; the others wait for it, so that nothing is closed before it was opened.</summary>
    private const string IsDue = """
        d.destination = ?1 AND d.state = 0
        AND (d.next_at <= ?2 OR d.next_at > ?3)
        AND (d.lease IS NULL OR d.leased_until <= ?2 OR d.leased_until > ?3)
        AND NOT EXISTS (SELECT 1 FROM alert_deliveries AS b WHERE b.destination = ?1 AND b.incident = d.incident AND b.state = 0 AND b.event < d.event)
        """;

    private const string AnyDue = $"""
        SELECT
            NOT EXISTS (SELECT 1 FROM alert_destinations WHERE name = ?1)
            OR coalesce((SELECT max(seq) FROM alert_events), 0) > (SELECT planned FROM alert_destinations WHERE name = ?1)
            OR EXISTS (SELECT 1 FROM alert_deliveries AS d WHERE {IsDue})
        """;

    private const string Due = $"SELECT {Columns} {Joined} WHERE {IsDue} ORDER BY d.event LIMIT ?4";

    private const string Register = """
        INSERT OR IGNORE INTO alert_destinations (name, planned) VALUES (?1, coalesce((SELECT max(seq) FROM alert_events WHERE at < ?2), 0))
        """;

    private const string Plan = """
        INSERT INTO alert_deliveries (destination, event, incident, state, planned_at, attempts, next_at)
        SELECT ?1, seq, incident, 0, ?2, 0, ?2 FROM alert_events WHERE seq > (SELECT planned FROM alert_destinations WHERE name = ?1)
        """;

    private const string Planned = "UPDATE alert_destinations SET planned = max(planned, coalesce((SELECT max(seq) FROM alert_events), 0)) WHERE name = ?1";

    private const string Take = """
        UPDATE alert_deliveries SET lease = ?3, leased_until = ?4 WHERE destination = ?1 AND event = (SELECT seq FROM alert_events WHERE id = ?2)
        """;

    private const string Held = """
        SELECT lease IS ?3 AND state = 0, state FROM alert_deliveries WHERE destination = ?1 AND event = (SELECT seq FROM alert_events WHERE id = ?2)
        """;

    private const string Release = """
        UPDATE alert_deliveries SET lease = NULL, leased_until = NULL WHERE destination = ?1 AND event = (SELECT seq FROM alert_events WHERE id = ?2)
        """;

    private const string Settle = """
        UPDATE alert_deliveries
        SET lease = NULL, leased_until = NULL, state = ?3, attempts = attempts + 1, next_at = ?4, answer = ?5, settled_at = ?6
        WHERE destination = ?1 AND event = (SELECT seq FROM alert_events WHERE id = ?2)
        """;

    private const string Turn = """
        UPDATE alert_destinations SET turn_at = ?2 WHERE name = ?1 AND (turn_at IS NULL OR turn_at <= ?3 OR turn_at > ?4)
        """;

    private const string Newest = $"""
        SELECT {Columns} {Joined} WHERE (?1 IS NULL OR d.state = ?1) AND (?2 IS NULL OR d.destination = ?2) ORDER BY d.event DESC, d.destination LIMIT ?3
        """;

    private const string Totals = """
        SELECT
            name,
            coalesce(sum(d.state = 0), 0), coalesce(sum(d.state = 1), 0), coalesce(sum(d.state = 2), 0), coalesce(sum(d.state = 2 AND d.settled_at >= ?1), 0),
            min(CASE WHEN d.state = 0 THEN d.planned_at END)
        FROM alert_destinations LEFT JOIN alert_deliveries AS d ON d.destination = name
        GROUP BY name ORDER BY name
        """;

    private const string Revive = """
        UPDATE alert_deliveries SET state = 0, planned_at = ?2, next_at = ?2, attempts = 0, settled_at = NULL WHERE state = 2 AND (?1 IS NULL OR destination = ?1)
        """;

    /// <summary>Whether <see cref="Lease"/> would find or change anything: what nearly always is answered without a write.</summary>
    public static bool IsAnyDue(Database database, AlertLease lease)
    {
        using var select = database.Prepare(AnyDue);
        return select.Bind(lease.Destination).Bind(lease.Now).Bind(lease.Now + AlertLease.Horizon).Step() && select.Int64(0) != 0;
    }

    public static IReadOnlyList<AlertDelivery> Lease(Database database, AlertLease lease)
    {
        using (var register = database.Prepare(Register))
        {
            register.Bind(lease.Destination).Bind(lease.Now - AlertLease.CatchUp).Run();
        }

        using (var plan = database.Prepare(Plan))
        {
            plan.Bind(lease.Destination).Bind(lease.Now).Run();
        }

        using (var planned = database.Prepare(Planned))
        {
            planned.Bind(lease.Destination).Run();
        }

        List<AlertDelivery> due;
        using (var select = database.Prepare(Due))
        {
            due = ReadAll(select.Bind(lease.Destination).Bind(lease.Now).Bind(lease.Now + AlertLease.Horizon).Bind(lease.Max));
        }

        foreach (var delivery in due)
        {
            using var take = database.Prepare(Take);
            take.Bind(lease.Destination).Bind(delivery.Event.Id).Bind(lease.Token).Bind(lease.Until).Run();
        }

        return due;
    }

    public static bool SettleOne(Database database, AlertSettlement settlement)
    {
        bool isHeld;
        using (var held = database.Prepare(Held))
        {
            if (!held.Bind(settlement.Destination).Bind(settlement.EventId).Bind(settlement.Token).Step())
            {
                return false;
            }

            isHeld = held.Int64(0) != 0;
            if (held.Enum<AlertState>(1) == AlertState.Delivered || (!isHeld && settlement.State != AlertState.Delivered))
            {
                return false;
            }
        }

        using var update = database.Prepare(settlement.Answer is null ? Release : Settle);
        update.Bind(settlement.Destination).Bind(settlement.EventId);
        if (settlement.Answer is { } answer)
        {
            update.Bind((long)settlement.State).Bind(settlement.NextAt).Bind(answer).Bind(settlement.State == AlertState.Pending ? null : (DateTimeOffset?)settlement.At);
        }

        update.Run();
        return isHeld;
    }

    public static bool TakeTurn(Database database, string destination, DateTimeOffset now, TimeSpan interval)
    {
        using var update = database.Prepare(Turn);
        return update.Bind(destination).Bind(now).Bind(now - interval).Bind(now + AlertLease.Horizon).Run() > 0;
    }

    public static IReadOnlyList<AlertDelivery> ReadNewest(Database database, AlertState? state, string? destination, int max)
    {
        using var select = database.Prepare(Newest);
        _ = state is { } one ? select.Bind((long)one) : select.BindNull();
        return ReadAll(select.Bind(destination).Bind(max));
    }

    public static IReadOnlyList<AlertTotals> Count(Database database, DateTimeOffset since)
    {
        using var select = database.Prepare(Totals);
        select.Bind(since);
        var totals = new List<AlertTotals>();
        while (select.Step())
        {
            totals.Add(new AlertTotals(
                select.Text(0), (int)select.Int64(1), (int)select.Int64(2), (int)select.Int64(3), (int)select.Int64(4), select.OptionalTime(5)));
        }

        return totals;
    }

    public static int Retry(Database database, string? destination, ControlEntry entry)
    {
        int count;
        using (var update = database.Prepare(Revive))
        {
            count = update.Bind(destination).Bind(entry.At).Run();
        }

        if (count > 0)
        {
            ControlTables.AppendHistory(database, entry, edgeRevision: null);
        }

        return count;
    }

    private static List<AlertDelivery> ReadAll(Statement select)
    {
        var deliveries = new List<AlertDelivery>();
        while (select.Step())
        {
            deliveries.Add(new AlertDelivery
            {
                Event = AlertEventTable.Read(select),
                Destination = select.Text(6),
                State = select.Enum<AlertState>(7),
                PlannedAt = select.Time(8),
                Attempts = (int)select.Int64(9),
                NextAt = select.Time(10),
                Answer = select.OptionalText(11),
                SettledAt = select.OptionalTime(12),
            });
        }

        return deliveries;
    }
}
