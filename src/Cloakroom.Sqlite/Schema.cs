namespace Cloakroom.Sqlite;

/// <summary>Knows whose file it is, and brings it to the layout of this version.</summary>
/// <param name="migrations">Number n (from 0) leads from version n to n+1. Never change one that was released.</param>
internal sealed class Schema(IReadOnlyList<string> migrations)
{
    /// <summary>"Clkr" in ASCII, in the header of the file: <c>file cloakroom.db</c> tells it.</summary>
    public const int ApplicationId = 0x436c6b72;

    public static Schema Current { get; } = new([Layout.Version1, Layout.Version2, Layout.Version3, Layout.Version4, Layout.Version5, ControlLayout.Nodes, PolicyLayout.Sql, TenantLayout.Sql, Layout.Alerts, MinuteTable.Layout, RateLayout.Sql, ControlLayout.NodeProblems]);

    public IReadOnlyList<string> Migrations => migrations;

    public int Version => migrations.Count;

    /// <summary>Refuses a file that is not Cloakroom's or that is of a later version, before anything in it is changed.</summary>
    /// <returns>The version of the file; 0 when it is empty.</returns>
    public int Check(Database database, string path)
    {
        var application = database.ReadInt64("PRAGMA application_id");
        var version = database.ReadInt64("PRAGMA user_version");
        if (application != ApplicationId)
        {
            var isEmpty = application == 0 && version == 0 && database.ReadInt64("SELECT count(*) FROM sqlite_schema") == 0;
            return isEmpty ? 0 : throw SqliteErrors.Unusable(path, "is the database of another application", "Choose a path of its own.");
        }

        return version <= Version ? (int)version : throw SqliteErrors.Unusable(
            path,
            $"was written by a later version of Cloakroom (layout {version}; this one knows layouts up to {Version})",
            "Update this application, or choose another path.");
    }

    /// <summary>Migrates in one transaction: the file has the old layout or the new one, and of two processes one does it.</summary>
    /// <returns>The version that the file had.</returns>
    public int Migrate(Database database, string path, Action<Database> alongside)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            var from = Check(database, path);
            for (var version = from; version < Version; version++)
            {
                database.Execute(migrations[version]);
            }

            if (from < Version)
            {
                database.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
            }

            alongside(database);
            database.Execute("COMMIT");
            return from;
        }
        catch
        {
            if (database.IsInTransaction)
            {
                database.Execute("ROLLBACK");
            }

            throw;
        }
    }
}
