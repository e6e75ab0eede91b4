using Microsoft.Extensions.Logging;

namespace Cloakroom.Alerts;

/// <summary>What is logged of alerts. No address of a destination, since it may be a secret: its name.</summary>
internal static partial class Log
{
    [LoggerMessage(80, LogLevel.Information, "Told {Destination}: {Event}, incident {IncidentId}, attempt {Attempt}.")]
    public static partial void AlertDelivered(ILogger logger, string destination, AlertEventKind @event, string incidentId, int attempt);

    [LoggerMessage(81, LogLevel.Warning, "{Destination} could not be told: {Event}, incident {IncidentId}, attempt {Attempt}: {Answer}. Next attempt at {Next:u}.")]
    public static partial void AlertFailed(ILogger logger, string destination, AlertEventKind @event, string incidentId, int attempt, string answer, DateTimeOffset next);

    [LoggerMessage(82, LogLevel.Error, "{Destination} will not be told: {Event}, incident {IncidentId}, given up after attempt {Attempt}: {Answer}. When that is mended: cloakroom alert retry")]
    public static partial void AlertDead(ILogger logger, string destination, AlertEventKind @event, string incidentId, int attempt, string answer);

    [LoggerMessage(83, LogLevel.Warning, "{Destination} could not be told which incidents are open: {Answer}. It is tried again in a minute.")]
    public static partial void AlertRepeatFailed(ILogger logger, string destination, string answer);

    [LoggerMessage(84, LogLevel.Error, "Sending to {Destination} failed in a way that it should not; it goes on.")]
    public static partial void AlertLaneFailed(ILogger logger, string destination, Exception exception);

    [LoggerMessage(85, LogLevel.Warning, "{Destination} may be told over plain http (AllowPlainHttp): anybody on the way can read what it is told, and keep it from arriving.")]
    public static partial void AlertPlainHttp(ILogger logger, string destination);
}
