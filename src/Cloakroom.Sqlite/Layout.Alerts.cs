namespace Cloakroom.Sqlite;

/// <summary>What is to be told of incidents, and who has been told.</summary>
internal static partial class Layout
{
    /// <summary>
    /// <c>alert_events.incident_then</c> is the incident as it was, as JSON. A destination has been given its deliveries up to the event <c>planned</c>. The first index holds what
    /// is still to be sent, which is next to nothing. A notice that is claimed and not told is one that a process was about when it died, or is about.
    /// </summary>
    public const string Alerts = """
        CREATE TABLE alert_events (
            seq           INTEGER PRIMARY KEY AUTOINCREMENT,
            id            TEXT    NOT NULL UNIQUE,
            kind          INTEGER NOT NULL,
            at            INTEGER NOT NULL,
            incident      TEXT    NOT NULL,
            incident_then TEXT    NOT NULL,
            counts        INTEGER,
            reached       INTEGER CHECK ((reached IS NULL) = (counts IS NULL))
        ) STRICT;
        CREATE INDEX alert_events_at ON alert_events (at);

        CREATE TABLE alert_destinations (
            name    TEXT    PRIMARY KEY,
            planned INTEGER NOT NULL,
            turn_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE alert_deliveries (
            destination  TEXT    NOT NULL,
            event        INTEGER NOT NULL,
            incident     TEXT    NOT NULL,
            state        INTEGER NOT NULL,
            planned_at   INTEGER NOT NULL,
            attempts     INTEGER NOT NULL,
            next_at      INTEGER NOT NULL,
            lease        TEXT,
            leased_until INTEGER CHECK ((leased_until IS NULL) = (lease IS NULL)),
            answer       TEXT,
            settled_at   INTEGER CHECK ((settled_at IS NULL) = (state = 0)),
            PRIMARY KEY (destination, event)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX alert_deliveries_pending ON alert_deliveries (destination, incident, event) WHERE state = 0;
        CREATE INDEX alert_deliveries_event ON alert_deliveries (event);

        CREATE TABLE notices (
            incident    TEXT    NOT NULL,
            grp         INTEGER NOT NULL,
            seq         INTEGER NOT NULL,
            person      TEXT    NOT NULL,
            address_tag TEXT    NOT NULL,
            token       TEXT    NOT NULL,
            by          TEXT    NOT NULL,
            at          INTEGER NOT NULL,
            told_at     INTEGER,
            PRIMARY KEY (incident, grp, person),
            UNIQUE (incident, grp, address_tag)
        ) STRICT, WITHOUT ROWID;
        """;
}
