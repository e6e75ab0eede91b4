using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Console.Reading;

/// <summary>How things are now.</summary>
/// <param name="Now">When that was.</param>
/// <param name="Fleet">What serves.</param>
/// <param name="Open">Incidents that nobody has closed, newest first.</param>
/// <param name="Mixups">The newest, newest first.</param>
/// <param name="Minutes">Each of the last hour, with those in which nothing happened; the last is the one that is going on.</param>
/// <param name="HasEdges">Whether edges use this store.</param>
/// <param name="Changes">What operators did last, newest first.</param>
internal sealed record Overview(
    DateTimeOffset Now,
    Fleet Fleet,
    IReadOnlyList<Incident> Open,
    IReadOnlyList<Mixup> Mixups,
    IReadOnlyList<MinuteTotals> Minutes,
    bool HasEdges,
    IReadOnlyList<ControlEntry> Changes)
{
    public const int MaxMixups = 8;
    private const int Span = 60;
    private const int MaxIncidents = 1_000;
    private const int MaxChanges = 4;

    /// <summary>The minute that is going on.</summary>
    public MinuteTotals Current => Minutes[^1];

    /// <summary>The last whole minute.</summary>
    public MinuteTotals Last => Minutes[^2];

    public long OpenMixups => Open.Sum(incident => incident.Mixups);

    public long OpenExposed => Open.Sum(incident => incident.Exposed);

    public static async Task<Overview> ReadAsync(ConsoleStore store, CancellationToken cancellationToken)
    {
        var fleet = await Fleet.ReadAsync(store, cancellationToken);
        var incidents = await store.ReadIncidentsAsync(MaxIncidents, cancellationToken);
        var mixups = await store.ReadNewestMixupsAsync(MaxMixups, cancellationToken);
        var changes = await store.ReadHistoryAsync(MaxChanges, cancellationToken);
        var now = store.Now;
        var minutes = await store.ReadMinutesAsync(now.AddMinutes(1 - Span), now, cancellationToken);
        return new Overview(
            now,
            fleet,
            [.. incidents.Where(incident => incident.Status == IncidentStatus.Open)],
            mixups,
            Whole(minutes, Use.MinuteOf(now)),
            fleet.HasEdges || minutes.Any(minute => minute.Issued > 0),
            changes);
    }

    private static List<MinuteTotals> Whole(IReadOnlyList<MinuteTotals> minutes, long current)
    {
        var known = minutes.ToDictionary(minute => minute.Minute);
        return [.. Enumerable.Range(1 - Span, Span).Select(i => known.GetValueOrDefault(current + i, new MinuteTotals(current + i, 0, 0, 0, 0)))];
    }
}
