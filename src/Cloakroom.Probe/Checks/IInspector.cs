using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>All checks on every response.</summary>
internal interface IInspector
{
    /// <summary>Looks at one exchange. Called by many at once; what it learns from one is there for the next.</summary>
    /// <returns>Empty mostly, and then without allocating.</returns>
    IReadOnlyList<Sighting> Inspect(Exchange exchange);
}
