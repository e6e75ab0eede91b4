using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>One who saw, or would have seen, another's session.</summary>
/// <param name="Owner">Whose it was.</param>
/// <param name="Receiver">Who got it.</param>
/// <param name="First">The first time, UTC.</param>
/// <param name="Last">The last time.</param>
/// <param name="Requests">Requests of the receiver's that were served as the owner's; 0 when none is known.</param>
/// <param name="UnsafeRequests">How many of them may have written something.</param>
/// <param name="BlockedReports">Reports of what was blocked: the same parties are reported once a minute, however often they try.</param>
/// <param name="ObservedReports">Reports of what was not blocked, of which it is not known whether anything was served.</param>
/// <param name="Kinds">By which signatures.</param>
/// <param name="Routes">Where: kinds of route of what was served, and the routes of reports.</param>
/// <param name="Traces">W3C trace ids of requests that may have written, as far as they had one.</param>
internal sealed record ImpactPair(
    MixupParty Owner,
    MixupParty Receiver,
    DateTimeOffset First,
    DateTimeOffset Last,
    long Requests,
    long UnsafeRequests,
    int BlockedReports,
    int ObservedReports,
    IReadOnlyList<MixupKind> Kinds,
    IReadOnlyList<string> Routes,
    IReadOnlyList<string> Traces)
{
    public ImpactClass Class => Requests > 0 ? ImpactClass.Exposed : ObservedReports > 0 ? ImpactClass.Possible : ImpactClass.Blocked;
}
