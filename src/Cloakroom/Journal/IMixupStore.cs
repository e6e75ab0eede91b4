namespace Cloakroom.Journal;

/// <summary>Where mix-ups are kept.</summary>
internal interface IMixupStore
{
    /// <summary>
    /// Appends a mix-up and assigns it to its incident (<see cref="Incidents.IncidentGrouping"/>), both or neither, however many processes append at once.
    /// Durable on return; appending the same id again changes nothing and answers the same.
    /// </summary>
    ValueTask<MixupPlace> AppendMixupAsync(Mixup mixup, CancellationToken cancellationToken);

    /// <summary>Mix-ups at or after a time, oldest first.</summary>
    ValueTask<IReadOnlyList<Mixup>> ReadMixupsAsync(DateTimeOffset since, int max, CancellationToken cancellationToken);
}

/// <param name="IncidentId">The incident that it belongs to; null for a mix-up from before there were incidents.</param>
/// <param name="OpensIncident">Whether it was this one that opened it.</param>
internal readonly record struct MixupPlace(string? IncidentId, bool OpensIncident);
