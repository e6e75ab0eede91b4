namespace Cloakroom.Sqlite;

/// <summary>The layouts of the file, as the migrations that lead to them.</summary>
internal static partial class Layout
{
    /// <summary>
    /// Times are Unix milliseconds. <c>seq</c> is the order in which records came; AUTOINCREMENT, so that a purge cannot reset it.
    /// <c>useless_from</c> is what the purge goes by: expired, idle, or ended and past its grace, whichever is first.
    /// Epochs are never deleted: without its epoch a session that was ended by it would live again.
    /// </summary>
    public const string Version1 = """
        CREATE TABLE sessions (
            seq              INTEGER PRIMARY KEY AUTOINCREMENT,
            key              BLOB    NOT NULL UNIQUE CHECK (length(key) = 32),
            binding_key      BLOB    NOT NULL CHECK (length(binding_key) = 32),
            id               TEXT    NOT NULL,
            format           INTEGER NOT NULL,
            seal             INTEGER NOT NULL,
            generation       INTEGER NOT NULL,
            subject          TEXT,
            tenant           TEXT,
            client_label     TEXT,
            created_at       INTEGER NOT NULL,
            authenticated_at INTEGER,
            last_seen_at     INTEGER NOT NULL,
            expires_at       INTEGER NOT NULL,
            idle_timeout     INTEGER NOT NULL,
            is_persistent    INTEGER NOT NULL,
            epoch_all        INTEGER NOT NULL,
            epoch_tenant     INTEGER NOT NULL,
            epoch_subject    INTEGER NOT NULL,
            server_key       BLOB    NOT NULL,
            payload          BLOB    NOT NULL,
            mac              BLOB    NOT NULL,
            status           INTEGER NOT NULL CHECK (status IN (0, 1, 2)),
            ended_at         INTEGER CHECK ((ended_at IS NULL) = (status = 0)),
            grace_until      INTEGER CHECK (grace_until IS NULL OR status = 1),
            useless_from     INTEGER NOT NULL GENERATED ALWAYS AS (min(
                expires_at,
                last_seen_at + idle_timeout,
                coalesce(max(ended_at, coalesce(grace_until, ended_at)), expires_at))) VIRTUAL
        ) STRICT;
        CREATE INDEX sessions_binding ON sessions (binding_key, created_at);
        CREATE INDEX sessions_id ON sessions (id);
        CREATE INDEX sessions_live ON sessions (subject, created_at) WHERE status = 0 AND subject IS NOT NULL;
        CREATE INDEX sessions_useless ON sessions (useless_from);

        CREATE TABLE epochs (
            scope INTEGER NOT NULL,
            name  TEXT    NOT NULL,
            value INTEGER NOT NULL,
            PRIMARY KEY (scope, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE state (
            one             INTEGER PRIMARY KEY CHECK (one = 1),
            revision        INTEGER NOT NULL,
            purged_revision INTEGER NOT NULL,
            mode            INTEGER NOT NULL,
            mode_by         TEXT    NOT NULL,
            mode_why        TEXT    NOT NULL,
            mode_since      INTEGER NOT NULL
        ) STRICT;
        INSERT INTO state VALUES (1, 1, 0, 0, 'cloakroom', 'initial', 0);

        CREATE TABLE changes (
            revision INTEGER PRIMARY KEY,
            kind     INTEGER NOT NULL,
            key      BLOB,
            name     TEXT,
            at       INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE history (
            seq    INTEGER PRIMARY KEY AUTOINCREMENT,
            at     INTEGER NOT NULL,
            action TEXT    NOT NULL,
            by     TEXT    NOT NULL,
            why    TEXT    NOT NULL
        ) STRICT;

        CREATE TABLE mixups (
            seq               INTEGER PRIMARY KEY AUTOINCREMENT,
            id                TEXT    NOT NULL UNIQUE,
            kind              INTEGER NOT NULL,
            at                INTEGER NOT NULL,
            disposition       INTEGER NOT NULL,
            owner_subject     TEXT,
            owner_session     TEXT,
            presenter_subject TEXT,
            presenter_session TEXT,
            route             TEXT    NOT NULL,
            trace_id          TEXT    NOT NULL,
            node              TEXT    NOT NULL,
            detail            TEXT    NOT NULL
        ) STRICT;
        CREATE INDEX mixups_at ON mixups (at);

        -- One row for each process that has the file open, by which it knows the file again.
        CREATE TABLE instances (
            nonce   BLOB    PRIMARY KEY,
            seen_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>
    /// What edges share. <c>edge_revision</c> is a counter of its own, so that edges do not look at every change of a session; the audit
    /// trail holds each that was ever given. Tags are 16 bytes.
    /// </summary>
    public const string Version2 = """
        ALTER TABLE state ADD COLUMN edge_revision INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE state ADD COLUMN edge_all_epoch INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE history ADD COLUMN edge_revision INTEGER;
        CREATE INDEX history_edge_revision ON history (edge_revision) WHERE edge_revision IS NOT NULL;

        CREATE TABLE tag_epochs (
            tag      BLOB    PRIMARY KEY CHECK (length(tag) = 16),
            revision INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tag_epochs_revision ON tag_epochs (revision);

        CREATE TABLE issued (
            value     BLOB    PRIMARY KEY CHECK (length(value) = 16),
            binding   BLOB    NOT NULL CHECK (length(binding) = 16),
            issued_at INTEGER NOT NULL,
            seen_at   INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX issued_seen ON issued (seen_at);

        CREATE TABLE nodes (
            id          TEXT    PRIMARY KEY,
            name        TEXT    NOT NULL,
            started_at  INTEGER NOT NULL,
            seen_at     INTEGER NOT NULL,
            revision    INTEGER NOT NULL,
            in_force_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE secrets (
            name  TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Which binding the owner of a value has replaced when it got it, by which two renewals at once are known for one browser's.</summary>
    public const string Version3 = "ALTER TABLE issued ADD COLUMN replaced BLOB CHECK (replaced IS NULL OR length(replaced) = 16)";

    /// <summary>
    /// Who used which session when, added up by minute (since 1970). Ids are 16 bytes. Without rowid, so that a minute lies together and in order; the index holds what is
    /// asked for in an incident and is next to nothing otherwise. <c>writes</c> is times and trace ids of unsafe requests, 24 bytes each.
    /// </summary>
    public const string Version4 = """
        CREATE TABLE uses (
            minute       INTEGER NOT NULL,
            session      BLOB    NOT NULL CHECK (length(session) = 16),
            presenter    BLOB    NOT NULL CHECK (length(presenter) = 16),
            route        INTEGER NOT NULL,
            is_foreign   INTEGER NOT NULL,
            first_at     INTEGER NOT NULL,
            last_at      INTEGER NOT NULL,
            count        INTEGER NOT NULL,
            unsafe_count INTEGER NOT NULL,
            writes       BLOB    NOT NULL,
            PRIMARY KEY (minute, session, presenter, route, is_foreign)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX uses_foreign ON uses (minute) WHERE is_foreign = 1;

        -- Batches that were added, until none of them can come again.
        CREATE TABLE use_batches (
            id       BLOB    PRIMARY KEY CHECK (length(id) = 16),
            added_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX use_batches_added ON use_batches (added_at);
        """;

    /// <summary>
    /// Mix-ups that belong together, counted as they come; a mix-up of an earlier layout has no incident until somebody opens one by hand. Only open ones are asked for while mix-ups come in.
    /// </summary>
    public const string Version5 = """
        CREATE TABLE incidents (
            seq       INTEGER PRIMARY KEY AUTOINCREMENT,
            id        TEXT    NOT NULL UNIQUE,
            opened_at INTEGER NOT NULL,
            hand_from INTEGER,
            hand_to   INTEGER CHECK ((hand_to IS NULL) = (hand_from IS NULL)),
            hand_by   TEXT    CHECK ((hand_by IS NULL) = (hand_from IS NULL)),
            hand_why  TEXT    CHECK ((hand_why IS NULL) = (hand_from IS NULL)),
            kind      INTEGER CHECK ((kind IS NULL) = (mixups = 0)),
            route     TEXT    CHECK ((route IS NULL) = (mixups = 0)),
            node      TEXT    CHECK ((node IS NULL) = (mixups = 0)),
            first_at  INTEGER CHECK ((first_at IS NULL) = (mixups = 0)),
            last_at   INTEGER CHECK ((last_at IS NULL) = (mixups = 0)),
            mixups    INTEGER NOT NULL,
            exposed   INTEGER NOT NULL,
            closed_at  INTEGER,
            closed_by  TEXT    CHECK ((closed_by IS NULL) = (closed_at IS NULL)),
            closed_why TEXT    CHECK ((closed_why IS NULL) = (closed_at IS NULL))
        ) STRICT;
        CREATE INDEX incidents_open ON incidents (kind, last_at) WHERE closed_at IS NULL;

        CREATE TABLE incident_notes (
            seq      INTEGER PRIMARY KEY AUTOINCREMENT,
            incident TEXT    NOT NULL,
            at       INTEGER NOT NULL,
            by       TEXT    NOT NULL,
            text     TEXT    NOT NULL
        ) STRICT;
        CREATE INDEX incident_notes_incident ON incident_notes (incident);

        ALTER TABLE mixups ADD COLUMN incident TEXT;
        CREATE INDEX mixups_incident ON mixups (incident, at) WHERE incident IS NOT NULL;
        """;
}
