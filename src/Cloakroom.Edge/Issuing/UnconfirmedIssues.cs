using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Issuing;

/// <summary>What was issued while the store could not be asked, in order, to be asked afterwards. Bounded.</summary>
/// <remarks>Each value is touched by one caller at a time (see <see cref="ValueGates"/>); the lock is for the table.</remarks>
internal sealed class UnconfirmedIssues(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Tag, List<UnconfirmedIssue>> _issues = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Who has the value as far as this edge knows; null when nothing is waiting for it.</summary>
    public UnconfirmedIssue? Find(Tag value)
    {
        if (Count == 0) return null;
        lock (_lock) return _issues.TryGetValue(value, out var issues) ? issues[^1] : null;
    }

    /// <returns>False when there is no room: nobody will ever ask about it.</returns>
    public bool TryAdd(Tag value, UnconfirmedIssue issue)
    {
        lock (_lock)
        {
            if (_count >= capacity) return false;
            if (!_issues.TryGetValue(value, out var issues)) _issues[value] = issues = [];
            issues.Add(issue);
            _count++;
            return true;
        }
    }

    /// <summary>Values that something is waiting for, at this moment.</summary>
    public IReadOnlyList<Tag> Values()
    {
        lock (_lock) return [.. _issues.Keys];
    }

    /// <summary>What is waiting for a value, oldest first.</summary>
    public IReadOnlyList<UnconfirmedIssue> Of(Tag value)
    {
        lock (_lock) return _issues.TryGetValue(value, out var issues) ? [.. issues] : [];
    }

    /// <summary>What was waiting has been asked about.</summary>
    public void Remove(Tag value)
    {
        lock (_lock)
        {
            if (_issues.Remove(value, out var issues)) _count -= issues.Count;
        }
    }
}

/// <param name="Binding">Whom the value went to.</param>
/// <param name="Previous">The binding that it replaced in the same browser.</param>
/// <param name="At">When it went out.</param>
/// <param name="IsClaim">Whether the value is the binding of a first visit: <see cref="IIssueLedger.ClaimAsync"/>.</param>
internal readonly record struct UnconfirmedIssue(Tag Binding, Tag? Previous, DateTimeOffset At, bool IsClaim = false);
