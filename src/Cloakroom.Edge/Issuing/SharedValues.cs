using System.Collections.Concurrent;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Issuing;

/// <summary>Whose content there is under session values that several browsers have: that of whoever signed in with the value last.</summary>
/// <remarks>
/// There are such values only where <c>duplicate-issue</c> is observed; enforced, nobody gets to keep one. Known to the edge that answered: another one takes each browser for the holder of what is sealed for it.
/// </remarks>
internal sealed class SharedValues
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Tag, Tag> _holders = new();

    /// <summary>Whose content it is; null for a value that one browser has.</summary>
    public Tag? HolderOf(Tag value) => !_holders.IsEmpty && _holders.TryGetValue(value, out var holder) ? holder : null;

    /// <summary>Notes a value that two browsers have.</summary>
    public void Share(Tag value, Tag holder)
    {
        if (_holders.Count >= Capacity)
            _holders.Clear();
        _holders[value] = holder;
    }

    /// <summary>Somebody has signed in with the value, or has another binding now.</summary>
    public void TakeOver(Tag value, Tag holder)
    {
        if (HolderOf(value) is { } known)
            _holders.TryUpdate(value, holder, known);
    }
}
