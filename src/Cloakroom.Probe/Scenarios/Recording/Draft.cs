namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>A scenario that the probe wrote, for a person to look over.</summary>
/// <param name="Scenario">Without users.</param>
/// <param name="Remarks">As comments, by member; under an empty name for the whole.</param>
internal sealed record Draft(Scenario Scenario, IReadOnlyDictionary<string, IReadOnlyList<string>> Remarks)
{
    /// <summary>The file's text: JSON with comments.</summary>
    public string Text => ScenarioWriter.Write(Scenario, Remarks);
}
