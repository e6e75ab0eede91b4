namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Lists and durations as people say them.</summary>
internal static class Words
{
    public static string And(IEnumerable<string> items) => Join(items, "and");

    public static string Or(IEnumerable<string> items) => Join(items, "or");

    public static string Of(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "no time";
        var parts = new[] { (duration.Days, "day"), (duration.Hours, "hour"), (duration.Minutes, "minute"), (duration.Seconds, "second"), (duration.Milliseconds, "millisecond") };
        return And(parts.Where(part => part.Item1 > 0).Select(part => $"{part.Item1} {part.Item2}{(part.Item1 == 1 ? "" : "s")}"));
    }

    private static string Join(IEnumerable<string> items, string last)
    {
        var all = items.ToArray();
        return all.Length <= 1 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }
}
