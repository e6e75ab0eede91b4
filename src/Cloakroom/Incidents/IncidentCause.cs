using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>What an incident began with: the mix-up that opened it, or the first of those taken in.</summary>
/// <param name="Kind">The signature; later mix-ups of the same belong to it.</param>
/// <param name="Route">Where.</param>
/// <param name="Node">The machine that saw it.</param>
internal sealed record IncidentCause(MixupKind Kind, string Route, string Node)
{
    /// <summary>Whether it is about the leak probe's accounts, and no person's session.</summary>
    public bool IsByProbe => ProbeMark.IsProbe(Node);
}
