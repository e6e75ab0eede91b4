namespace Cloakroom.Control;

/// <summary>What is needed to end single sessions whoever they are of, and to forget a subject on request.</summary>
internal interface IErasureStore
{
    /// <summary>Ends sessions by their public ids, whoever they are of, and appends to the audit trail. Durable on return.</summary>
    /// <returns>What became of each. When none of them is known nothing is changed.</returns>
    ValueTask<SessionEndings> EndSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken);

    /// <summary>The sessions by which a subject is known: of its records, whatever their status, and of mix-ups that name it.</summary>
    ValueTask<SubjectTraces> FindSubjectAsync(string subject, CancellationToken cancellationToken);

    /// <summary>Deletes the records of sessions, which ends them, and appends to the audit trail. Durable on return.</summary>
    /// <returns>How many records went.</returns>
    ValueTask<int> EraseSessionsAsync(IReadOnlyCollection<string> ids, ControlEntry entry, CancellationToken cancellationToken);
}

/// <param name="Ended">Were live, or in their grace, and are revoked now.</param>
/// <param name="Over">Had ended before.</param>
/// <param name="Unknown">No record has that id.</param>
internal sealed record SessionEndings(IReadOnlyList<string> Ended, IReadOnlyList<string> Over, IReadOnlyList<string> Unknown);

/// <param name="Sessions">Public ids, each once.</param>
/// <param name="Mixups">How many mix-ups name the subject.</param>
internal sealed record SubjectTraces(IReadOnlyList<string> Sessions, int Mixups);
