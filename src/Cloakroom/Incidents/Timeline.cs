using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Policies;

namespace Cloakroom.Incidents;

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="What">What it was: <c>opened</c>, <c>first-mixup</c>, <c>last-mixup</c>, <c>note</c>, <c>change</c>, <c>observed</c> (by a policy that would have acted), <c>closed</c>.</param>
/// <param name="By">Who did it; null when nobody did.</param>
/// <param name="Detail">In words.</param>
internal sealed record Event(DateTimeOffset At, string What, string? By, string Detail);

/// <summary>What happened when in an incident, to it and because of it.</summary>
internal static class Timeline
{
    /// <summary>How far back changes are looked at.</summary>
    public const int MaxChanges = 10_000;

    /// <param name="file">The incident.</param>
    /// <param name="history">What operators have changed, in any order.</param>
    /// <param name="now">An open incident goes on until now.</param>
    /// <returns>In the order of time.</returns>
    public static IReadOnlyList<Event> Of(IncidentFile file, IEnumerable<ControlEntry> history, DateTimeOffset now)
    {
        var incident = file.Incident;
        var events = new List<Event>();
        if (incident is { First: { } first, Cause: { } cause })
            events.Add(new Event(first, "first-mixup", null, $"first mix-up: {cause.Kind.Code()}"));
        events.Add(incident.ByHand is { } opening
            ? new Event(incident.OpenedAt, "opened", opening.By, opening.Reason)
            : new Event(incident.OpenedAt, "opened", null, "opened by a mix-up"));
        if (incident is { Last: { } last, Mixups: > 1 })
            events.Add(new Event(last, "last-mixup", null, "last mix-up"));
        events.AddRange(file.Notes.Select(note => new Event(note.At, "note", note.By, note.Text)));

        // Up to its closing rather than its last mix-up: what is done about an incident is what ends it.
        var end = incident.Closing?.At ?? now;
        events.AddRange(history
            .Where(entry => entry.At >= incident.From && entry.At <= end && !IsOnlyOfAnother(entry, incident.Id))
            .Select(entry => new Event(entry.At, IsObserved(entry) ? "observed" : "change", entry.By, $"{entry.Action}: {entry.Why}")));
        if (incident.Closing is { } closing)
            events.Add(new Event(closing.At, "closed", closing.By, closing.Reason));
        return [.. events.OrderBy(happened => happened.At)];
    }

    private static bool IsOfPolicy(ControlEntry entry) => entry.By.StartsWith(PolicyAction.Actor, StringComparison.Ordinal);

    private static bool IsObserved(ControlEntry entry) => IsOfPolicy(entry) && entry.Action.StartsWith(PolicyAction.WouldHave, StringComparison.Ordinal);

    /// <summary>What a policy did about another incident belongs there, unless it has changed what is in force for all.</summary>
    private static bool IsOnlyOfAnother(ControlEntry entry, string id) =>
        IsOfPolicy(entry) && !entry.Action.StartsWith("mode ", StringComparison.Ordinal) && !entry.Why.StartsWith($"incident {id}:", StringComparison.Ordinal);
}
