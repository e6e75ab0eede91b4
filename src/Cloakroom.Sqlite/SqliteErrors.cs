using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>Says what an error of SQLite means for the operator: which file, what is wrong, what to do.</summary>
internal static class SqliteErrors
{
    public static CloakroomException Unusable(string path, string problem, string remedy, Exception? inner = null) =>
        new(CloakroomErrorCode.StoreUnusable, $"The session store '{path}' {problem}. {remedy}", inner);

    public static CloakroomException Unavailable(string path, string problem, string remedy, Exception? inner = null) =>
        new(CloakroomErrorCode.StoreUnavailable, $"The session store '{path}' {problem}. {remedy}", inner);

    /// <summary>What the caller of the store gets to see. Misuse by the caller and cancellation stay what they are.</summary>
    public static Exception Translate(Exception error, string path) => error switch
    {
        // One of its own for each caller: an exception that is thrown in several places at once garbles its stack.
        CloakroomException known => new CloakroomException(known.Code, known.Message, known.InnerException ?? known),
        ArgumentException or OperationCanceledException => error,
        SqliteException sqlite => Translate(sqlite, path),
        UnauthorizedAccessException => Unusable(path, "may not be opened by this user", Permissions, error),
        IOException => Unavailable(path, "failed: " + error.Message, Disk, error),
        _ => Unusable(path, "holds something that cannot be read: " + error.Message, Restore, error),
    };

    private const string Permissions =
        "Give the user that runs the application read and write permission on the file, its -wal and -shm files and its directory, "
        + "on a file system that is mounted writable.";

    private const string Disk = "Look at the disk and the system log; the store goes on by itself when the disk does.";

    public const string Restore =
        "Restore a backup, or move the file away with its -wal and -shm files to start with an empty store, which signs everybody out.";

    private static CloakroomException Translate(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Unavailable(path, "is locked by another process or connection for longer than the busy timeout",
            "Find who holds it (a backup, a shell, another application); a raised BusyTimeout only helps against short locks.", error),
        raw.SQLITE_FULL => Unavailable(path, "cannot grow: the disk or its quota is full",
            "Free space or enlarge the volume; the store goes on by itself.", error),
        raw.SQLITE_IOERR => Unavailable(path, $"had a disk error (SQLite {error.SqliteExtendedErrorCode})", Disk, error),
        raw.SQLITE_READONLY => Unusable(path, "is read-only", Permissions, error),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => Unusable(path, "cannot be opened", Permissions, error),
        raw.SQLITE_NOTADB => Unusable(path, "is not a SQLite database",
            "Choose another path if it never was one. " + Restore, error),
        raw.SQLITE_CORRUPT => Unusable(path, "is damaged: " + error.Message, Restore, error),
        raw.SQLITE_ERROR or raw.SQLITE_SCHEMA or raw.SQLITE_MISMATCH =>
            Unusable(path, "does not have the expected schema: " + error.Message, Restore, error),
        _ => Unavailable(path, $"failed (SQLite {error.SqliteExtendedErrorCode}): {error.Message}", Disk, error),
    };
}
