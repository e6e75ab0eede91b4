namespace Cloakroom.Edges;

/// <summary>One session value on its way to one browser.</summary>
/// <param name="Value">Tag of the value.</param>
/// <param name="Binding">Tag of the binding that it goes to.</param>
/// <param name="Previous">The binding that <paramref name="Binding"/> replaces in the same browser: what it has, it hands on.</param>
/// <param name="At">When.</param>
internal sealed record Issue(UInt128 Value, UInt128 Binding, UInt128? Previous, DateTimeOffset At)
{
    /// <summary>Whether it is no session value on its way but a browser's binding of its first visit, which is taken by who signs in with it. Not counted as issued.</summary>
    public bool IsClaim { get; init; }

    /// <summary>How much later than noted a value must be seen for that to be written: a rolling cookie costs one write a day.</summary>
    public static TimeSpan TouchInterval { get; } = TimeSpan.FromDays(1);

    /// <summary>How far apart two bindings may replace the same one and still be the same browser's, which made two requests at once.</summary>
    public static TimeSpan RaceWindow { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The binding of values that nobody may have. It replaces none, and none is its sibling.</summary>
    public static UInt128 Nobody => 0;

    /// <summary>What <see cref="Binding"/> has replaced, for <see cref="IsParallelTo"/>; null when it replaces nothing.</summary>
    public UInt128? Replaced => Binding == Nobody || Previous == Binding ? null : Previous;

    /// <summary>Whether the value went out at about the same time for another request of the same browser: only that browser knew the binding which both replace.</summary>
    /// <param name="replaced">What the value's binding had replaced when the value went to it.</param>
    /// <param name="at">When the value went to the first of them.</param>
    public bool IsParallelTo(UInt128? replaced, DateTimeOffset at) => replaced is not null && Replaced == replaced && (At - at).Duration() <= RaceWindow;

    /// <summary>Tags to end with these: bindings that have replaced them so lately that the response may still be on its way.</summary>
    /// <param name="tags">Whatever is to be ended.</param>
    /// <param name="renewals">Of the last <see cref="RaceWindow"/>.</param>
    public static IReadOnlyCollection<UInt128> WithSuccessors(IReadOnlyCollection<UInt128> tags, IEnumerable<(UInt128 Replaced, UInt128 Binding)> renewals)
    {
        var successors = renewals.ToLookup(renewal => renewal.Replaced, renewal => renewal.Binding);
        var all = new HashSet<UInt128>();
        var next = new Stack<UInt128>(tags);
        while (next.TryPop(out var tag))
        {
            if (!all.Add(tag))
                continue;
            foreach (var successor in successors[tag])
                next.Push(successor);
        }

        return all;
    }

    /// <summary>Whether asking again at that time would change what is noted since <paramref name="seenAt"/>.</summary>
    public static bool IsTouchDue(DateTimeOffset seenAt, DateTimeOffset now) => now - seenAt >= TouchInterval;
}

/// <summary>To whom a value was issued.</summary>
/// <param name="Binding">Tag of the binding that has it.</param>
/// <param name="At">When that was noted, or last seen.</param>
internal readonly record struct IssuedValue(UInt128 Binding, DateTimeOffset At);
