using Cloakroom.Alerts.Mail;

namespace Cloakroom.Alerts.Sending;

/// <summary>Makes of a destination's options what sends to it.</summary>
internal static class AlertTargets
{
    public static IAlertTarget Create(AlertDestinationOptions destination, string? service, TimeProvider time) => destination.Kind == AlertDestinationKind.Email
        ? new MailAlertTarget(destination, service, time)
        : new HttpAlertTarget(destination, service, time);
}
