using Cloakroom.Control;

namespace Cloakroom.Incidents;

/// <summary>Ends the sessions that an incident is about, whoever they belong to.</summary>
/// <remarks>
/// A session that the store has a record of is ended by its public id. Any other id is the tag of a value or a binding where edges share this store, which
/// then has their secrets; where none do, it was a session whose record is gone, and which therefore is over.
/// </remarks>
internal interface IContainmentStore
{
    /// <summary>
    /// Ends what is not over yet, all or none, and when that is anything appends one line to the audit trail, with the number. Durable on return; doing it again changes nothing.
    /// A tag that was ended after it was last used by another is over: what its owner has had sealed since stays.
    /// </summary>
    ValueTask<SessionsEnded> EndInvolvedAsync(IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken);

    /// <summary>What <see cref="EndInvolvedAsync"/> would end now. Changes nothing.</summary>
    ValueTask<SessionsEnded> CountInvolvedAsync(IReadOnlyCollection<Involvement> involved, CancellationToken cancellationToken);
}

/// <summary>A session that somebody else got something of.</summary>
/// <param name="Id">Its public id. At the edge: the tag of its value, or of its binding.</param>
/// <param name="Last">The last time that this is known of, UTC.</param>
internal readonly record struct Involvement(string Id, DateTimeOffset Last);

/// <param name="Ended">How many are ended by this.</param>
/// <param name="AlreadyOver">How many were over before.</param>
/// <param name="EdgeRevision">The revision by which edges hear of it; 0 when there is nothing for them to hear.</param>
internal readonly record struct SessionsEnded(int Ended, int AlreadyOver, long EdgeRevision)
{
    public static SessionsEnded operator +(SessionsEnded one, SessionsEnded other) =>
        new(one.Ended + other.Ended, one.AlreadyOver + other.AlreadyOver, Math.Max(one.EdgeRevision, other.EdgeRevision));

    /// <summary>The line for the audit trail.</summary>
    public static ControlEntry Audit(ControlEntry entry, int ended) => entry with { Action = FormattableString.Invariant($"{entry.Action}, sessions ended: {ended}") };
}
