using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Hosting;

internal static partial class Log
{
    [LoggerMessage(5401, LogLevel.Information, "The certificate was replaced; the new one is in force until {Until:u}.")]
    public static partial void CertificateReplaced(ILogger logger, DateTime until);

    [LoggerMessage(5402, LogLevel.Error, "The certificate's files have changed and are not a certificate and its key ({Why}). The old one stays in force.")]
    public static partial void CertificateRefused(ILogger logger, string why);

    [LoggerMessage(5403, LogLevel.Information, "Stopping: {Running} requests may finish within {Limit}.")]
    public static partial void Draining(ILogger logger, int running, TimeSpan limit);

    [LoggerMessage(5404, LogLevel.Warning, "The time to finish is over: {Running} requests are ended.")]
    public static partial void DrainOver(ILogger logger, int running);

    [LoggerMessage(5405, LogLevel.Information, "Health, status and metrics are at {Address}.")]
    public static partial void AdminListens(ILogger logger, string address);

    [LoggerMessage(5406, LogLevel.Error, "An operator's request failed.")]
    public static partial void AdminFailed(ILogger logger, Exception exception);
}
