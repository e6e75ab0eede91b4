namespace Cloakroom.Sqlite;

/// <summary>Rates that were not as they had been.</summary>
internal static class RateLayout
{
    public const string Sql = """
        CREATE TABLE rate_notices (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT    NOT NULL UNIQUE,
            signal      INTEGER NOT NULL,
            node        TEXT    NOT NULL,
            at          INTEGER NOT NULL,
            observed    INTEGER NOT NULL,
            of_all      INTEGER NOT NULL,
            past        INTEGER NOT NULL,
            past_of_all INTEGER NOT NULL,
            expected    REAL    NOT NULL
        ) STRICT;
        CREATE INDEX rate_notices_at ON rate_notices (at);
        """;
}
