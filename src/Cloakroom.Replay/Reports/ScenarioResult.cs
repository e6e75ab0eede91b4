using System.Text.Json.Serialization;

namespace Cloakroom.Replay.Reports;

/// <summary>One scenario's two sides.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Mechanism">What went wrong, in a few words.</param>
/// <param name="Users">How many signed in.</param>
/// <param name="Stock">Without Cloakroom.</param>
/// <param name="Cloakroom">With it.</param>
/// <param name="Cache">Behind which cache, where there are several results of one scenario; otherwise not in the document.</param>
/// <param name="Watched">Where the Cloakroom side only watches; otherwise not in the document.</param>
internal sealed record ScenarioResult(
    string Name,
    string Mechanism,
    int Users,
    StockResult Stock,
    CloakroomResult Cloakroom,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cache = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Watched? Watched = null)
{
    /// <summary>Stock must leak, or the scenario proves nothing; Cloakroom must not, and must accuse nobody. Where it only watches, it must see what it is said to.</summary>
    public bool HoldsPromise() => Stock.Pairs > 0 && (Watched is null ? Cloakroom.Pairs == 0 && Cloakroom.Impact?.IsExact() != false : Watched.Holds(Cloakroom));
}
