using Cloakroom.Incidents;

namespace Cloakroom.Policies;

/// <summary>
/// Looks at the whole of an incident in quarantine a while after its last mix-up, since some of what it is about only uses tell, which are written in batches: owners whose mix-ups were too many to be
/// recorded one by one, and at the edge the binding of a session whose value changes with every answer.
/// </summary>
internal sealed class QuarantineSweep(Containment containment, TimeProvider time)
{
    // Longer than uses wait by default; an incident that does not pause is looked at all the same.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    // Looking at one again does no harm.
    private const int MaxKnown = 1_000;

    private readonly Dictionary<string, Swept> _swept = new(StringComparer.Ordinal);

    /// <returns>How many sessions ended.</returns>
    /// <exception cref="CloakroomException">The store failed. To be repeated.</exception>
    public async Task<int> EndAsync(Incident incident, string by, string why)
    {
        var now = time.GetUtcNow();
        if (_swept.Count > MaxKnown)
            _swept.Clear();
        var swept = _swept.GetValueOrDefault(incident.Id) ?? (_swept[incident.Id] = new Swept(time.GetTimestamp(), 0));
        // A clock that was set back has the last mix-up ahead of now: that holds it up for no longer than one that goes on.
        if (swept.Mixups == incident.Mixups || (now - incident.Last < Delay && time.GetElapsedTime(swept.At) < MaxDelay))
            return 0;
        var ended = await containment.FindInvolvedAsync(incident.Id, CancellationToken.None) is { } scope
            ? await containment.EndAsync(scope, by, why, CancellationToken.None)
            : default;
        _swept[incident.Id] = new Swept(time.GetTimestamp(), incident.Mixups);
        return ended.Ended;
    }

    private sealed record Swept(long At, long Mixups);
}
