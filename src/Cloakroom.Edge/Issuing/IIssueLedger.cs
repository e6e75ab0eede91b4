using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Issuing;

/// <summary>Which session value was issued to which binding.</summary>
internal interface IIssueLedger
{
    /// <summary>Notes that the value is issued to the binding, unless it has been issued to another. Exact, and durable on return, over all edges of the store.</summary>
    /// <param name="value">Tag of the session value.</param>
    /// <param name="binding">Tag of the binding that the response carries it to.</param>
    /// <param name="previous">The binding that <paramref name="binding"/> replaces in the same browser: what it had been issued, it keeps.</param>
    /// <param name="cancellationToken">Gives up waiting; the note may be made all the same.</param>
    /// <returns>The binding that has the value: <paramref name="binding"/>, or another's when it must not be issued.</returns>
    /// <exception cref="CloakroomException">The shared store cannot be asked.</exception>
    ValueTask<Tag> TryIssueAsync(Tag value, Tag binding, Tag? previous, CancellationToken cancellationToken);

    /// <summary>Takes the binding of a first visit for one browser, unless it is taken. As exact and durable as <see cref="TryIssueAsync"/>.</summary>
    /// <param name="visit">Tag of the visit, whose bindings several browsers may have been given.</param>
    /// <param name="successor">Tag of the binding that the one who asks goes on with.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be taken all the same.</param>
    /// <returns>The binding that has taken it: <paramref name="successor"/>, or another's.</returns>
    ValueTask<Tag> ClaimAsync(Tag visit, Tag successor, CancellationToken cancellationToken);

    /// <summary>Whether the binding of a first visit was taken, and when. While the store cannot be asked, what this edge knows.</summary>
    ValueTask<DateTimeOffset?> FindClaimAsync(Tag visit, CancellationToken cancellationToken);
}
