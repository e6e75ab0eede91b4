using Microsoft.Extensions.Logging;

namespace Cloakroom.Console.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = 901, Level = LogLevel.Warning, Message = "A form for the console at {Path} was refused: it did not come from a page that was made for this user.")]
    public static partial void ForgeryRefused(ILogger logger, string path);

    [LoggerMessage(EventId = 902, Level = LogLevel.Warning, Message = "The console could not ask the store. {Why}")]
    public static partial void StoreFailed(ILogger logger, string why);

    [LoggerMessage(EventId = 903, Level = LogLevel.Warning, Message = "From the console, {By}: {Action}. Reason: {Why}")]
    public static partial void Done(ILogger logger, string by, string action, string why);
}
