namespace Cloakroom.Operations;

/// <summary>What happened in one minute, over all sessions and nodes.</summary>
/// <param name="Minute">Minutes since 1970.</param>
/// <param name="Requests">Requests that used a session.</param>
/// <param name="Foreign">How many of them were somebody else's than the session's owner, and served.</param>
/// <param name="SignIns">Sessions that began signed in: the application's, not those that edges seal.</param>
/// <param name="Issued">Session values that edges issued for the first time.</param>
internal readonly record struct MinuteTotals(long Minute, long Requests, long Foreign, long SignIns, long Issued)
{
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Minute * 60);

    public static MinuteTotals operator +(MinuteTotals one, MinuteTotals other) => one with
    {
        Requests = one.Requests + other.Requests,
        Foreign = one.Foreign + other.Foreign,
        SignIns = one.SignIns + other.SignIns,
        Issued = one.Issued + other.Issued,
    };
}
