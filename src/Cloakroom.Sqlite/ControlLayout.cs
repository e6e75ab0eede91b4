namespace Cloakroom.Sqlite;

/// <summary>What control from one place has added to the file.</summary>
internal static class ControlLayout
{
    /// <summary>
    /// Applications among the nodes (kind 0; edges, which were there before, are 1), and what nodes tell of their canary and of what they have lost. The hash of a pass that lets <c>cloakroom verify</c> past the mode.
    /// </summary>
    public const string Nodes = """
        ALTER TABLE nodes ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE nodes ADD COLUMN canary INTEGER;
        ALTER TABLE nodes ADD COLUMN canary_at INTEGER CHECK ((canary_at IS NULL) = (canary IS NULL));
        ALTER TABLE nodes ADD COLUMN mixups_lost INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE nodes ADD COLUMN uses_lost INTEGER NOT NULL DEFAULT 0;

        ALTER TABLE state ADD COLUMN pass_hash BLOB CHECK (length(pass_hash) = 32);
        ALTER TABLE state ADD COLUMN pass_until INTEGER CHECK ((pass_until IS NULL) = (pass_hash IS NULL));
        """;

    /// <summary>What a node says that it cannot do: probes (kind 2) may find nothing to test.</summary>
    public const string NodeProblems = "ALTER TABLE nodes ADD COLUMN problem TEXT;";
}
