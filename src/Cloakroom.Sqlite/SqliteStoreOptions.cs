using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Sqlite;

/// <summary>How the embedded store keeps its file.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database file. Relative paths start at the content root. Default <c>cloakroom.db</c>.</summary>
    /// <remarks>
    /// Beside it SQLite keeps <c>-wal</c> and <c>-shm</c> files that belong to it: back up with <c>VACUUM INTO</c> or with all three while
    /// the application is stopped. The directory must exist, be writable, outlive deployments, and lie on a local disk: file locks of
    /// network file systems cannot be trusted. Several processes of one machine may share the file. On Unix it is created for its owner only (0600).
    /// </remarks>
    [Required]
    public string Path { get; set; } = "cloakroom.db";

    /// <summary>What a power failure may take away. Default <see cref="SqliteSynchronous.Full"/>: nothing that was acknowledged.</summary>
    [EnumDataType(typeof(SqliteSynchronous))]
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>How long to wait for another process that is writing, 1 ms to 1 min. Default 2 s. Then the call fails as unavailable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many reads run at once, each on a thread and connection of its own, 1 to 64. Default 4.</summary>
    [Range(1, 64)]
    public int ReaderCount { get; set; } = 4;

    /// <summary>How many reads, and how many writes, may wait, 1 to 1,000,000. Default 10,000. Past it calls fail at once as unavailable.</summary>
    [Range(1, 1_000_000)]
    public int QueueLimit { get; set; } = 10_000;
}
