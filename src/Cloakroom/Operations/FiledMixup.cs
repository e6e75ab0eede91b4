using Cloakroom.Journal;

namespace Cloakroom.Operations;

/// <param name="Mixup">What was seen.</param>
/// <param name="IncidentId">Where it belongs; null for one from before there were incidents.</param>
internal sealed record FiledMixup(Mixup Mixup, string? IncidentId);
