using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Sealing;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "The Data Protection key ring could not be read; sealing goes on with the keys known before.")]
    public static partial void RingUnreadable(ILogger logger, Exception why);

    [LoggerMessage(5002, LogLevel.Information, "Cookies are sealed under key {KeyId} from now on.")]
    public static partial void KeyChanged(ILogger logger, Guid keyId);

    [LoggerMessage(5003, LogLevel.Warning, "Key {KeyId} of the Data Protection key ring cannot be used: {Why} What was sealed under it does not open.")]
    public static partial void KeyUnusable(ILogger logger, Guid keyId, string why);
}
