using System.Text.Json.Serialization;

namespace Cloakroom.Replay.Reports;

/// <summary>One scenario's two sides.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Mechanism">What went wrong, in a few words.</param>
/// <param name="Users">How many signed in.</param>
/// <param name="Stock">Without Cloakroom.</param>
/// <param name="Cloakroom">With it.</param>
/// <param name="Cache">Behind which cache, where there are several results of one scenario; otherwise not in the document.</param>
internal sealed record ScenarioResult(
    string Name,
    string Mechanism,
    int Users,
    StockResult Stock,
    CloakroomResult Cloakroom,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cache = null)
{
    /// <summary>Stock must leak, or the scenario proves nothing; Cloakroom must not.</summary>
    public bool HoldsPromise() => Stock.Pairs > 0 && Cloakroom.Pairs == 0;
}
