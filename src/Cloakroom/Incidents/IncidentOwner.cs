using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>By what the owners of an incident's mix-ups are told apart, so that each counts once however often they are in one.</summary>
/// <param name="IsNew">Whether it is the first mix-up of this owner in the incident.</param>
/// <param name="IsNewlyExposed">Whether it is the first in which something was served.</param>
internal readonly record struct IncidentOwner(bool IsNew, bool IsNewlyExposed)
{
    /// <summary>The owner, else who presented it; all that name neither are one. Null for two sessions of one person, which count for nothing: anybody can have those.</summary>
    public static string? KeyOf(Mixup mixup) => InvolvedSessions.IsSamePerson(mixup) ? null : (mixup.Owner, mixup.Presenter) switch
    {
        ({ Subject: { } subject }, _) => "subject " + subject,
        ({ SessionId: { } session }, _) => "session " + session,
        (_, { Subject: { } subject }) => "of subject " + subject,
        (_, { SessionId: { } session }) => "of session " + session,
        _ => "",
    };

    /// <summary>The first of an incident.</summary>
    public static IncidentOwner First(Mixup mixup) =>
        KeyOf(mixup) is null ? default : new IncidentOwner(true, mixup.Disposition == MixupDisposition.Exposed);
}
