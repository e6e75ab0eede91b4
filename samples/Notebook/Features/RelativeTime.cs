using System.Globalization;

namespace Notebook.Features;

/// <summary>Times as people say them: without a script the server does not know the reader's time zone.</summary>
public static class RelativeTime
{
    public static string Ago(this DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } past => Count(past.TotalMinutes, "minute") + " ago",
        { TotalDays: < 1 } past => Count(past.TotalHours, "hour") + " ago",
        { TotalDays: < 30 } past => Count(past.TotalDays, "day") + " ago",
        _ => "on " + then.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
    };

    /// <summary>For <c>&lt;time datetime&gt;</c>.</summary>
    public static string Machine(this DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Exact(this DateTimeOffset time) => time.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Count(double value, string unit) => (int)value == 1 ? $"1 {unit}" : $"{(int)value} {unit}s";
}
