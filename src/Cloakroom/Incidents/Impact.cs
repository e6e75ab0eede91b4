using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>Who saw whom in an interval.</summary>
/// <param name="From">From when, UTC.</param>
/// <param name="To">Until when.</param>
/// <param name="Pairs">Exposed ones first, then possible ones, each by time.</param>
/// <param name="Possible">What cannot be tied to anybody.</param>
/// <param name="InUse">All sessions and requests of the interval, whole minutes.</param>
/// <param name="IsComplete">False when there was more than was read.</param>
internal sealed record Impact(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ImpactPair> Pairs, IReadOnlyList<PossibleLeak> Possible, UseTotals InUse, bool IsComplete)
{
    /// <summary>What the leak probe found between its own accounts: not among the pairs, since nobody is concerned.</summary>
    public IReadOnlyList<ProbedLeak> Probed { get; init; } = [];

    public IEnumerable<ImpactPair> Exposed => Pairs.Where(pair => pair.Class == ImpactClass.Exposed);

    /// <summary>Who may have seen whom, and is not known to.</summary>
    public IEnumerable<ImpactPair> PossiblyExposed => Pairs.Where(pair => pair.Class == ImpactClass.Possible);

    public IEnumerable<ImpactPair> Blocked => Pairs.Where(pair => pair.Class == ImpactClass.Blocked);

    /// <summary>How many sessions others saw.</summary>
    public int ExposedSessions => Exposed.Select(pair => pair.Owner.SessionId).Distinct().Count();

    /// <summary>Tenants whose sessions others saw, most sessions first; sessions without a tenant are under null.</summary>
    public IReadOnlyList<TenantImpact> Tenants =>
    [
        .. Exposed
            .GroupBy(pair => pair.Owner.Tenant)
            .Select(pairs => new TenantImpact(
                pairs.Key,
                pairs.Select(pair => pair.Owner.SessionId).Distinct().Count(),
                pairs.Select(pair => pair.Receiver).Distinct().Count(),
                pairs.Count(pair => pair.Receiver.Tenant != pairs.Key),
                pairs.Sum(pair => pair.Requests)))
            .OrderByDescending(tenant => tenant.Sessions)
            .ThenBy(tenant => tenant.Tenant, StringComparer.Ordinal),
    ];
}
