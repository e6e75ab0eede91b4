namespace Cloakroom.Alerts;

/// <summary>A process that asks what to send to one destination now.</summary>
/// <param name="Destination">The destination's name.</param>
/// <param name="Token">Names this question; what is handed out is this process's until then.</param>
/// <param name="Now">UTC, millisecond precision.</param>
/// <param name="Until">After this somebody else may send it: the process is taken for dead.</param>
/// <param name="Max">At most so many.</param>
internal sealed record AlertLease(string Destination, string Token, DateTimeOffset Now, DateTimeOffset Until, int Max)
{
    /// <summary>A new destination is told what happened in this time before it was there: also what happened while the first process was starting.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromHours(1);

    /// <summary>No attempt is put off, and nothing leased, for longer than this: what is further ahead was written under another clock, and counts as due.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromMinutes(20);
}
