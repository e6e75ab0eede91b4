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
}
