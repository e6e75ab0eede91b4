using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Configuration.Reload;

internal static partial class Log
{
    [LoggerMessage(5501, LogLevel.Information, "The configuration was read again and is in force.")]
    public static partial void Applied(ILogger logger);

    [LoggerMessage(5502, LogLevel.Error, "The configuration was read again and refused; the one before stays in force. Errors: {Count}.")]
    public static partial void Refused(ILogger logger, int count);

    [LoggerMessage(5503, LogLevel.Error, "Configuration: {Problem}")]
    public static partial void Error(ILogger logger, ConfigurationProblem problem);

    [LoggerMessage(5504, LogLevel.Warning, "Configuration: {Problem}")]
    public static partial void Warning(ILogger logger, ConfigurationProblem problem);

    [LoggerMessage(5505, LogLevel.Warning, "{Option} has changed, which takes a restart; until then it stays as it was.")]
    public static partial void NeedsRestart(ILogger logger, string option);

    [LoggerMessage(5506, LogLevel.Error, "The configuration was read again and could not be put in force; the one before stays.")]
    public static partial void NotApplied(ILogger logger, Exception failure);

    [LoggerMessage(5507, LogLevel.Warning, "{File} cannot be read; the configuration stays as it was.")]
    public static partial void Missing(ILogger logger, string file);

    [LoggerMessage(5509, LogLevel.Information, "The configuration was read again; nothing that is in force differs from it.")]
    public static partial void Unchanged(ILogger logger);

    [LoggerMessage(5508, LogLevel.Warning, "Changes of {File} cannot be watched ({Why}); it is looked at every {Interval} instead.")]
    public static partial void NotWatched(ILogger logger, string file, string why, TimeSpan interval);
}
