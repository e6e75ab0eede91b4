using Microsoft.Extensions.Logging;

namespace Cloakroom.Sqlite;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "Session store {Path} is open, layout {Version}.")]
    public static partial void Opened(ILogger logger, string path, int version);

    [LoggerMessage(4002, LogLevel.Information, "Session store {Path} was brought from layout {From} to {To}.")]
    public static partial void Migrated(ILogger logger, string path, int from, int to);

    [LoggerMessage(4003, LogLevel.Critical, "Session store {Path} {How}. Every call fails until the application is restarted.")]
    public static partial void FileLost(ILogger logger, string path, string how);

    [LoggerMessage(4004, LogLevel.Warning, "Session store {Path} does not answer and was abandoned while closing.")]
    public static partial void Abandoned(ILogger logger, string path);

    [LoggerMessage(4005, LogLevel.Error, "A commit of {Count} operations to session store {Path} failed; none of them was acknowledged.")]
    public static partial void CommitFailed(ILogger logger, Exception exception, int count, string path);

    [LoggerMessage(4006, LogLevel.Warning,
        "Session store {Path} waits for the disk at checkpoints only (Synchronous = Normal): a power failure may undo revocations.")]
    public static partial void NotFullySynchronous(ILogger logger, string path);
}
