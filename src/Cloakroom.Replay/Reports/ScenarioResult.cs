namespace Cloakroom.Replay.Reports;

/// <summary>One scenario's two sides.</summary>
internal sealed record ScenarioResult(string Name, string Mechanism, int Users, StockResult Stock, CloakroomResult Cloakroom)
{
    /// <summary>Stock must leak, or the scenario proves nothing; Cloakroom must not.</summary>
    public bool HoldsPromise() => Stock.Pairs > 0 && Cloakroom.Pairs == 0;
}
