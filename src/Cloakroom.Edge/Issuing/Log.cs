using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Issuing;

internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Error, "The shared store cannot be asked to whom session values were issued. Until it can, that is exact on this edge alone; {Waiting} issues wait to be asked about.")]
    public static partial void StoreDown(ILogger logger, int waiting, Exception? exception);

    [LoggerMessage(5102, LogLevel.Information, "The shared store answers again; everything that was issued meanwhile is noted. {Conflicts} session values had gone to two browsers.")]
    public static partial void StoreBack(ILogger logger, int conflicts);

    [LoggerMessage(5103, LogLevel.Critical, "{Count} issues that the shared store was not asked about are forgotten: the edge stops.")]
    public static partial void LostAtStop(ILogger logger, int count);
}
