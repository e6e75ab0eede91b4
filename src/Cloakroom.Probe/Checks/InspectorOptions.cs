using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Checks;

/// <summary>What the checks go by.</summary>
internal sealed record InspectorOptions
{
    /// <summary>Guarded and shared cookies, and static paths, are taken from it.</summary>
    public Scenario Scenario { get; init; } = new();

    /// <summary>Fields that the site's operator knows to be new in every response, beside the usual ones.</summary>
    public IReadOnlyList<string> NonceHeaders { get; init; } = [];
}
