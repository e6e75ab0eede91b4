namespace Cloakroom.Sqlite;

/// <summary>What policies go by and have done. <c>covered</c> is the last mix-up whose sessions a quarantine has ended. Owners of before are not counted.</summary>
internal static class PolicyLayout
{
    public const string Sql = """
        ALTER TABLE incidents ADD COLUMN owners INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE incidents ADD COLUMN exposed_owners INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE incident_owners (
            incident   TEXT    NOT NULL,
            owner      TEXT    NOT NULL,
            is_exposed INTEGER NOT NULL,
            PRIMARY KEY (incident, owner)
        ) STRICT, WITHOUT ROWID;

        -- With the rowid, which is seq, behind it: in the order in which they came.
        CREATE INDEX mixups_incident_seq ON mixups (incident) WHERE incident IS NOT NULL;

        CREATE TABLE incident_actions (
            incident       TEXT    NOT NULL,
            policy         INTEGER NOT NULL,
            has_acted      INTEGER NOT NULL,
            at             INTEGER NOT NULL,
            node           TEXT    NOT NULL,
            owners         INTEGER NOT NULL,
            exposed_owners INTEGER NOT NULL,
            threshold      TEXT    NOT NULL,
            covered        INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (incident, policy, has_acted)
        ) STRICT, WITHOUT ROWID;
        """;
}
