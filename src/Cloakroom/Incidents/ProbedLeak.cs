using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>What the leak probe found between its own accounts: that it can happen to anybody, and to nobody that it has.</summary>
/// <param name="Kind">The signature.</param>
/// <param name="Route">Where.</param>
/// <param name="Owner">The synthetic account whose it was; null where that is not told.</param>
/// <param name="Receiver">The synthetic account that got it; null where nobody is known to have.</param>
/// <param name="First">The first report, UTC.</param>
/// <param name="Last">The last report.</param>
/// <param name="Reports">How many: one each time that it began anew, and one a day while it goes on.</param>
internal sealed record ProbedLeak(MixupKind Kind, string Route, string? Owner, string? Receiver, DateTimeOffset First, DateTimeOffset Last, int Reports);
