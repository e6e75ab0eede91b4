using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Sqlite;

/// <summary>Opens the file: makes it when it is missing, refuses it when it is not ours, and hands out connections to it.</summary>
internal sealed class StoreFile(SqliteStoreOptions options, Schema schema, FileGuard guard, ILogger logger)
{
    // Reads the whole file, so only while that takes about a second. Damage in larger ones shows when it is met.
    private const long MaxQuickCheck = 256L * 1024 * 1024;

    private readonly string _path = Path.GetFullPath(options.Path);

    /// <summary>Makes the file ready and opens the writer's connection.</summary>
    public Database OpenWriter(long? maxPageCount)
    {
        CreateIfMissing();
        var database = Database.Open(_path, SqliteOpenMode.ReadWrite, options.BusyTimeout);
        try
        {
            // Before anything that writes, so that a foreign file stays as it is.
            CheckOneMoment(database);
            if (database.ReadText("PRAGMA journal_mode = WAL") != "wal")
            {
                throw SqliteErrors.Unusable(_path, "lies on a file system without shared memory", "Use a local disk.");
            }

            database.Execute($"PRAGMA synchronous = {options.Synchronous.ToString().ToUpperInvariant()}");

            // macOS needs to be told that it is meant; elsewhere it changes nothing.
            database.Execute("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA journal_size_limit = 67108864");
            if (maxPageCount is { } pages)
            {
                database.Execute($"PRAGMA max_page_count = {pages}");
            }

            if (new FileInfo(_path).Length <= MaxQuickCheck && database.ReadText("PRAGMA quick_check(1)") is var found and not "ok")
            {
                throw SqliteErrors.Unusable(_path, "is damaged: " + found, SqliteErrors.Restore);
            }

            var from = schema.Migrate(database, _path, guard.SignIn);
            if (from != 0 && from < schema.Version)
            {
                Log.Migrated(logger, _path, from, schema.Version);
            }

            Log.Opened(logger, _path, schema.Version);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public Database OpenReader()
    {
        // Not read-only: after a crash of the writer a reader may be the one to recover the log.
        var database = Database.Open(_path, SqliteOpenMode.ReadWrite, options.BusyTimeout);
        try
        {
            database.Execute("PRAGMA query_only = ON");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    // In a transaction: half of what is read from before another process made the layout and half from after is nobody's file.
    private void CheckOneMoment(Database database)
    {
        database.Execute("BEGIN");
        schema.Check(database, _path);
        database.Execute("COMMIT");
    }

    private void CreateIfMissing()
    {
        if (Directory.Exists(_path))
        {
            throw SqliteErrors.Unusable(_path, "is a directory", "Choose the path of a file.");
        }

        var directory = Path.GetDirectoryName(_path)!;
        if (!Directory.Exists(directory))
        {
            // Not created: a volume that is not mounted would become a store that the next deployment throws away.
            throw SqliteErrors.Unusable(_path, "has no directory to be in", $"Create '{directory}', or mount it, or choose another path.");
        }

        if (File.Exists(_path))
        {
            return;
        }

        try
        {
            var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                // SQLite gives its -wal and -shm files the permissions of the database.
                create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            new FileStream(_path, create).Dispose();
        }
        catch (IOException) when (File.Exists(_path))
        {
            // Another process was first.
        }
    }
}
