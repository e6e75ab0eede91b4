using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>Something that may have reached somebody else, though nobody is known whom it did: a cookie left on a response that caches may keep.</summary>
/// <param name="Kind">The signature.</param>
/// <param name="Route">Where.</param>
/// <param name="First">The first report, UTC.</param>
/// <param name="Last">The last report.</param>
/// <param name="Reports">How many: one a minute at most.</param>
internal sealed record PossibleLeak(MixupKind Kind, string Route, DateTimeOffset First, DateTimeOffset Last, int Reports);
