using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Incidents;
using Cloakroom.Sessions;

namespace Cloakroom.Alerts;

/// <summary>Which changes of an incident are told. Stores append the events in the transaction that makes the change.</summary>
/// <remarks>Growth is told at powers of ten, so that a million mix-ups are one incident and a handful of alerts.</remarks>
internal static class AlertEvents
{
    public static AlertEvent Opened(Incident incident) => new()
    {
        Id = IdOf(incident.Id, AlertEventKind.Opened),
        Kind = AlertEventKind.Opened,
        At = incident.OpenedAt,
        Incident = incident,
    };

    /// <summary>After one more mix-up than <paramref name="before"/>.</summary>
    /// <param name="before">The incident without it.</param>
    /// <param name="after">The incident with it.</param>
    /// <param name="at">When the mix-up was.</param>
    public static IEnumerable<AlertEvent> Counted(Incident before, Incident after, DateTimeOffset at)
    {
        // That something was served at all is news; that ten mix-ups were blocked is less than that.
        if (after.Exposed > before.Exposed && (after.Exposed == 1 || IsPowerOfTen(after.Exposed)))
            yield return Escalated(after, at, new AlertEscalation(AlertCount.Exposed, after.Exposed));
        if (after.Mixups > before.Mixups && IsPowerOfTen(after.Mixups))
            yield return Escalated(after, at, new AlertEscalation(AlertCount.Mixups, after.Mixups));
    }

    public static AlertEvent Closed(Incident incident) => new()
    {
        Id = IdOf(incident.Id, AlertEventKind.Closed),
        Kind = AlertEventKind.Closed,
        At = incident.Closing?.At ?? throw new ArgumentException("It is open.", nameof(incident)),
        Incident = incident,
    };

    /// <summary>For a person who tries whether alerts arrive. It belongs to no incident and is in no store.</summary>
    public static AlertEvent Test(DateTimeOffset now)
    {
        var id = PublicId.Create();
        return new AlertEvent { Id = id, Kind = AlertEventKind.Test, At = now, Incident = new Incident { Id = id, OpenedAt = now } };
    }

    /// <summary>Follows from what is told, so that it cannot be told under two ids, and so that a later mail can refer to the first one.</summary>
    public static string IdOf(string incident, AlertEventKind kind, AlertEscalation? escalation = null)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"alert {kind} {escalation?.What} {escalation?.Reached} {incident}");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, 16));
    }

    private static AlertEvent Escalated(Incident incident, DateTimeOffset at, AlertEscalation escalation) => new()
    {
        Id = IdOf(incident.Id, AlertEventKind.Escalated, escalation),
        Kind = AlertEventKind.Escalated,
        At = at,
        Incident = incident,
        Escalation = escalation,
    };

    private static bool IsPowerOfTen(long count)
    {
        while (count >= 10 && count % 10 == 0)
            count /= 10;
        return count == 1;
    }
}
