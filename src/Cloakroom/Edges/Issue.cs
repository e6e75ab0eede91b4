namespace Cloakroom.Edges;

/// <summary>One session value on its way to one browser.</summary>
/// <param name="Value">Tag of the value.</param>
/// <param name="Binding">Tag of the binding that it goes to.</param>
/// <param name="Previous">The binding that <paramref name="Binding"/> replaces in the same browser: what it has, it hands on.</param>
/// <param name="At">When.</param>
internal sealed record Issue(UInt128 Value, UInt128 Binding, UInt128? Previous, DateTimeOffset At)
{
    /// <summary>How much later than noted a value must be seen for that to be written: a rolling cookie costs one write a day.</summary>
    public static TimeSpan TouchInterval { get; } = TimeSpan.FromDays(1);

    /// <summary>Whether asking again at that time would change what is noted since <paramref name="seenAt"/>.</summary>
    public static bool IsTouchDue(DateTimeOffset seenAt, DateTimeOffset now) => now - seenAt >= TouchInterval;
}
