using Cloakroom.Control;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Control;

internal static partial class Log
{
    [LoggerMessage(5201, LogLevel.Error, "Control cannot be read from the shared store. The last view stays in force, mode {Mode}; later changes are not known here.")]
    public static partial void ControlStale(ILogger logger, CloakroomMode mode, Exception exception);

    [LoggerMessage(5202, LogLevel.Information, "Control is read from the shared store again.")]
    public static partial void ControlRecovered(ILogger logger);

    [LoggerMessage(5203, LogLevel.Warning, "The mode is now {Mode}, set by {By}: {Why}")]
    public static partial void ModeChanged(ILogger logger, CloakroomMode mode, string by, string why);

    [LoggerMessage(5204, LogLevel.Warning, "Sessions were ended, in force here as of revision {Revision}; {Count} single ones are ended.")]
    public static partial void Ended(ILogger logger, long revision, int count);

    [LoggerMessage(5205, LogLevel.Critical, "The shared store has lost what it had told: this edge knew revision {Known}, it is at {Found} and does not know that one (replaced, or restored from a backup?). What had ended stays ended here and is put back into the store. Values issued since the backup are not known to it.")]
    public static partial void StoreLostHistory(ILogger logger, long known, long found);

    [LoggerMessage(5207, LogLevel.Warning, "What edges need no more could not be purged from the shared store.")]
    public static partial void PurgeFailed(ILogger logger, Exception exception);

    [LoggerMessage(5209, LogLevel.Critical, "The shared store could not be told that {Tag} has ended. It has on this edge; others hear of it when the store can be written again, unless this edge stops before.")]
    public static partial void NotEnded(ILogger logger, string tag, Exception exception);

    [LoggerMessage(5210, LogLevel.Warning, "The secret '{Name}' in the shared store is protected with an old key and could not be protected with the one of now. Keep the old key; the next start tries again.")]
    public static partial void NotProtectedAnew(ILogger logger, string name, Exception exception);

    [LoggerMessage(5208, LogLevel.Warning, "The store is in memory: every session ends when this edge does, and other edges know nothing of it.")]
    public static partial void InMemory(ILogger logger);
}
