namespace Cloakroom.Journal;

/// <summary>Where uses are kept, added up by minute.</summary>
internal interface IUseStore
{
    /// <summary>Adds uses to those of the same key and minute. Durable on return, and all of them or none.</summary>
    /// <param name="batch">The batch's own id: adding the same batch again changes nothing, so that a write whose answer was lost can be repeated.</param>
    /// <param name="uses">What to add.</param>
    /// <param name="cancellationToken">Gives up waiting; the batch may have been added all the same.</param>
    ValueTask AppendUsesAsync(UInt128 batch, IReadOnlyList<Use> uses, CancellationToken cancellationToken);

    /// <summary>Uses by somebody else than the owner in the minutes of an interval, ordered by minute. The cost does not depend on how many others there are.</summary>
    ValueTask<IReadOnlyList<Use>> ReadForeignUsesAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken);

    /// <summary>All uses of some sessions in the minutes of an interval, ordered by minute.</summary>
    ValueTask<IReadOnlyList<Use>> ReadUsesAsync(IReadOnlyCollection<UInt128> sessions, DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken);

    /// <summary>How many sessions were used in the minutes of an interval, and how many requests that were.</summary>
    ValueTask<UseTotals> CountUsesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Forgets all uses of some sessions, and by them.</summary>
    /// <returns>How many rows went.</returns>
    ValueTask<int> EraseUsesAsync(IReadOnlyCollection<UInt128> sessions, CancellationToken cancellationToken);
}

/// <param name="Sessions">Sessions that were used.</param>
/// <param name="Requests">Requests that used one.</param>
internal readonly record struct UseTotals(long Sessions, long Requests)
{
    /// <summary>How many tenants had a session in the interval, of sessions that are still on record.</summary>
    public long Tenants { get; init; }
}
