using Cloakroom.Alerts;
using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Tests.Alerts;

internal static class AlertSamples
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static Incident Incident { get; } = global::Cloakroom.Incidents.Incident.OpenedBy(new Mixup
    {
        Id = "mixup-0000000000000001",
        Kind = MixupKind.ForeignBinding,
        At = At,
        Disposition = MixupDisposition.Blocked,
        Owner = new MixupParty("alice-the-owner", "owner-session-id-00001"),
        Presenter = new MixupParty("bob-the-presenter", "presenter-session-0001"),
        Route = "/orders/{id}",
        Node = "web-1",
        Detail = "a detail of the mix-up",
    });

    public static AlertEvent Opened { get; } = AlertEvents.Opened(Incident);

    public static AlertEvent Escalated { get; } = AlertEvents.Counted(Incident with { Mixups = 99, Exposed = 2 }, Incident with { Mixups = 100, Exposed = 2 }, At).Single();

    public static AlertEvent Closed { get; } = AlertEvents.Closed(Incident with { Closing = new IncidentClosing(At.AddHours(1), "ann@web-1", "fixed & <tested>") });

    public static AlertDestinationOptions Webhook(string url, string name = "ops") => new() { Name = name, Url = url + "/hook/very-secret-path", Secret = Secret };
}
