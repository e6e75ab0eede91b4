using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Console.Reading;

/// <summary>All that a page tells of one incident.</summary>
/// <param name="File">The incident and its notes.</param>
/// <param name="Timeline">What happened, oldest first.</param>
/// <param name="Impact">Who saw whom, as far as a page reads: <see cref="MaxRows"/>.</param>
/// <param name="Mixups">The first mix-ups, oldest first.</param>
/// <param name="Requests">Requests with a session in the minutes of the incident, all of them.</param>
internal sealed record IncidentView(IncidentFile File, IReadOnlyList<Event> Timeline, Impact Impact, IReadOnlyList<Mixup> Mixups, long Requests)
{
    /// <summary>Of each kind of row. More is for the table to download and the command line: a page is read by people, and at once.</summary>
    public const int MaxRows = 5_000;
    public const int MaxMixups = 50;
    private const int MaxChanges = 1_000;

    public Incident Incident => File.Incident;

    /// <returns>Null when there is none of that id.</returns>
    public static async Task<IncidentView?> ReadAsync(ConsoleStore store, string id, CancellationToken cancellationToken)
    {
        if (await store.FindIncidentAsync(id, cancellationToken) is not { } file)
            return null;
        var incident = file.Incident;
        var history = await store.ReadHistoryAsync(MaxChanges, cancellationToken);
        var impact = await store.ReadAsync(
            "read-impact", async (inner, token) => await new ImpactReader(inner, inner).ReadPartAsync(incident.From, incident.UsesTo, MaxRows, token), cancellationToken);
        var mixups = await store.ReadAsync("read-incident-mixups", (inner, token) => inner.ReadIncidentMixupsAsync(id, MaxMixups, token), cancellationToken);
        var minutes = await store.ReadMinutesAsync(incident.From, incident.UsesTo, cancellationToken);
        return new IncidentView(file, Incidents.Timeline.Of(file, history, store.Now), impact, mixups, minutes.Sum((MinuteTotals minute) => minute.Requests));
    }
}
