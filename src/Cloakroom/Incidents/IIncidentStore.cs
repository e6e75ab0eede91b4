using Cloakroom.Journal;
using Cloakroom.Policies;

namespace Cloakroom.Incidents;

/// <summary>Where incidents are kept. Mix-ups get theirs as they are appended: <see cref="IMixupStore.AppendMixupAsync"/>.</summary>
/// <remarks>An incident goes with its last mix-up's retention, its notes with it.</remarks>
internal interface IIncidentStore
{
    /// <summary>Those opened last, newest first.</summary>
    ValueTask<IReadOnlyList<Incident>> ReadIncidentsAsync(int max, CancellationToken cancellationToken);

    /// <summary>One with its notes, oldest first; null when there is none of that id.</summary>
    ValueTask<IncidentFile?> FindIncidentAsync(string id, CancellationToken cancellationToken);

    /// <summary>The mix-ups of an incident, oldest first.</summary>
    ValueTask<IReadOnlyList<Mixup>> ReadIncidentMixupsAsync(string id, int max, CancellationToken cancellationToken);

    /// <summary>Opens an incident and takes in the mix-ups of its interval that have none: those from before there were incidents. Durable on return.</summary>
    /// <param name="id">Its id; opening the same again changes nothing.</param>
    /// <param name="at">Now, UTC, millisecond precision.</param>
    /// <param name="opening">What is known of it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<Incident> OpenIncidentAsync(string id, DateTimeOffset at, IncidentOpening opening, CancellationToken cancellationToken);

    /// <summary>Adds a note, to a closed one too. Durable on return.</summary>
    /// <returns>False when there is no such incident.</returns>
    ValueTask<bool> AddIncidentNoteAsync(string id, IncidentNote note, CancellationToken cancellationToken);

    /// <summary>Closes an incident: mix-ups from now on open another. Durable on return.</summary>
    /// <returns>False when there is no such incident, or when it is closed already.</returns>
    ValueTask<bool> CloseIncidentAsync(string id, IncidentClosing closing, CancellationToken cancellationToken);
}

/// <param name="Incident">The incident.</param>
/// <param name="Notes">Oldest first.</param>
internal sealed record IncidentFile(Incident Incident, IReadOnlyList<IncidentNote> Notes)
{
    /// <summary>What policies have done, or would have, oldest first.</summary>
    public IReadOnlyList<PolicyAction> Actions { get; init; } = [];
}
