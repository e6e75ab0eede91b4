using Cloakroom.Edge.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edges;

namespace Cloakroom.Edge.Issuing;

/// <summary>
/// Session values that the application was about to issue to a second browser. Whoever has such a value has what the application now keeps
/// for somebody else (Cachetur 2022): it ends for its first owner too, and is never issued again.
/// </summary>
/// <remarks>
/// In the ledger the value goes to <see cref="Nobody"/>, for all edges and for good; control ends what was sealed with it, on all edges within
/// a second of when the store can be written. What is kept here is for the time until then, on this edge, and for responses that are under way.
/// </remarks>
internal sealed class ContestedValues(IIssueLedger ledger, IEdgeControl control)
{
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Tag> _values = [];
    private readonly Queue<Tag> _order = new();
    private volatile bool _any;

    /// <summary>The owner in the ledger of what nobody may have: no binding has this tag.</summary>
    public static Tag Nobody => Tag.OfBits(Issue.Nobody);

    public bool Contains(Tag value)
    {
        if (!_any) return false;
        lock (_lock) return _values.Contains(value);
    }

    /// <summary>Ends a value. In force on this edge before the first await.</summary>
    /// <param name="value">Which.</param>
    /// <param name="owner">Who has it by the ledger.</param>
    public async Task AddAsync(Tag value, Tag owner)
    {
        if (!TryAdd(value) || owner == Nobody) return;
        // Whatever becomes of the request: the client may be gone.
        await ledger.TryIssueAsync(value, Nobody, owner, CancellationToken.None);
        await control.EndAsync(value, "the application was about to issue it to a second browser");
    }

    private bool TryAdd(Tag value)
    {
        lock (_lock)
        {
            if (!_values.Add(value)) return false;
            _order.Enqueue(value);
            if (_order.Count > Capacity) _values.Remove(_order.Dequeue());
            _any = true;
            return true;
        }
    }
}
