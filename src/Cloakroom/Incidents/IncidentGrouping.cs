using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>Which mix-ups belong together: those of one kind with no longer pause than half an hour between them, wherever they are seen.</summary>
/// <remarks>What the leak probe reports stays apart from what happened to people: the first person in an incident is news, and must not be its second mix-up.</remarks>
internal static class IncidentGrouping
{
    public static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(30);

    /// <summary>The incident that a mix-up joins; null when it opens one. Reports come out of order, so one may also come before the first.</summary>
    /// <param name="mixup">The mix-up.</param>
    /// <param name="incidents">All, or at least those that could be it.</param>
    public static Incident? Find(Mixup mixup, IEnumerable<Incident> incidents) => incidents
        .Where(incident => incident.Status == IncidentStatus.Open && incident.Cause?.Kind == mixup.Kind && incident.Cause.IsByProbe == mixup.IsByProbe() && PauseBetween(incident, mixup) <= MaxPause)
        // Between two, the nearer; and always the same one of two that are equally near.
        .OrderBy(incident => PauseBetween(incident, mixup)).ThenByDescending(incident => incident.Last)
        .FirstOrDefault();

    private static TimeSpan PauseBetween(Incident incident, Mixup mixup) =>
        mixup.At > incident.Last ? mixup.At - incident.Last.Value
        : mixup.At < incident.First ? incident.First.Value - mixup.At
        : TimeSpan.Zero;
}
