using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>One connection and the statements prepared on it. Used by one thread at a time.</summary>
/// <remarks>
/// Statements go through SQLitePCL, the layer under Microsoft.Data.Sqlite: that way each is prepared once and bound without boxing, and
/// waiting for locks is SQLite's busy handler alone (commands of the provider above retry by themselves, up to 30 s).
/// </remarks>
internal sealed class Database : IDisposable
{
    private const int HasMovedControl = 20;      // SQLITE_FCNTL_HAS_MOVED
    private const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE

    private readonly SqliteConnection _connection;

    // By reference: the SQL texts are constants.
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);

    private Database(SqliteConnection connection) => _connection = connection;

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>Whether the last error has ended the transaction that was under way.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    public static Database Open(string path, SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            var database = new Database(connection);
            raw.sqlite3_extended_result_codes(database.Handle, 1);
            raw.sqlite3_busy_timeout(database.Handle, (int)busyTimeout.TotalMilliseconds);

            // Look closer at pages of a damaged file, and run no code that a tampered schema could bring along.
            database.Execute("PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY");
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A prepared statement, ready to be bound. Dispose gives it back.</summary>
    /// <param name="sql">A constant.</param>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
            _statements[sql] = statement = new Statement(this, prepared);
        }

        return statement;
    }

    /// <summary>Runs a constant statement that answers nothing.</summary>
    public void Run(string sql)
    {
        using var statement = Prepare(sql);
        statement.Run();
    }

    /// <summary>Runs statements that are not worth keeping.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>Reads one value with a statement that is not worth keeping.</summary>
    public long ReadInt64(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out var prepared));
        using var statement = new Statement(this, prepared);
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Close();
        }
    }

    /// <summary>Reads one text with a statement that is not worth keeping.</summary>
    public string ReadText(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out var prepared));
        using var statement = new Statement(this, prepared);
        try
        {
            return statement.Step() ? statement.Text(0) : "";
        }
        finally
        {
            statement.Close();
        }
    }

    public int Changes() => raw.sqlite3_changes(Handle);

    /// <summary>Whether the file that this connection has open is no longer the one at its path.</summary>
    /// <remarks>One <c>stat</c>. Always false on Windows, which does not let go of open files.</remarks>
    public bool HasMoved() =>
        // Only the bundled library is known by name; passing its handle to another one would be a crash.
        raw.GetNativeLibraryName() == Native.Library
        && Native.FileControl(Handle, "main", HasMovedControl, out var moved) == raw.SQLITE_OK
        && moved != 0;

    /// <summary>Makes closing leave the log alone: brought into a file that was restored meanwhile, it would destroy that one.</summary>
    public void KeepLogOnClose() => raw.sqlite3_db_config(Handle, NoCheckpointOnClose, 1, out _);

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new SqliteException(raw.sqlite3_errmsg(Handle).utf8_to_string(), code & 0xff, code);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Close();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    private static class Native
    {
        public const string Library = "e_sqlite3";

        [DllImport(Library, EntryPoint = "sqlite3_file_control", ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
#pragma warning disable CA2101, SYSLIB1054 // The name is ASCII; generated marshalling would need unsafe code for one call.
        public static extern int FileControl(sqlite3 db, [MarshalAs(UnmanagedType.LPUTF8Str)] string database, int operation, out int moved);
#pragma warning restore CA2101, SYSLIB1054
    }
}
