using Microsoft.Extensions.Logging;

namespace Cloakroom.Rates;

/// <summary>What watching rates logs. Information: a notice pages nobody.</summary>
internal static partial class Log
{
    [LoggerMessage(90, LogLevel.Information, "The rate {Signal} is not as it was: {Words} Look at it on a machine that has the store: cloakroom rates")]
    public static partial void Notice(ILogger logger, string signal, string words);

    [LoggerMessage(91, LogLevel.Warning, "{Count} rate notices wait for the store, which is all there is room for; one more was dropped. It is in the log.")]
    public static partial void NoticeDropped(ILogger logger, int count);
}
