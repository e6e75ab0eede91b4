namespace Cloakroom.Journal;

/// <summary>Where mix-ups are kept.</summary>
internal interface IMixupStore
{
    /// <summary>Appends a mix-up. Durable on return; appending the same id again changes nothing.</summary>
    ValueTask AppendMixupAsync(Mixup mixup, CancellationToken cancellationToken);

    /// <summary>Mix-ups at or after a time, oldest first.</summary>
    ValueTask<IReadOnlyList<Mixup>> ReadMixupsAsync(DateTimeOffset since, int max, CancellationToken cancellationToken);
}
