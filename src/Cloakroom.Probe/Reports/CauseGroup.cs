using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>Findings at several routes with one mechanism in one cache: a cache that stores everything leaks everywhere, and is mended in one place.</summary>
/// <param name="Severity">Of all of them.</param>
/// <param name="Mechanism">As <see cref="Mechanism.Code"/> has it.</param>
/// <param name="Cache">Which; null when the headers do not tell.</param>
/// <param name="Words">What has probably happened.</param>
/// <param name="Remedy">The same for all of them.</param>
/// <param name="Findings">Ids, in the order of the report. Two at least.</param>
/// <param name="Count">Responses.</param>
internal sealed record CauseGroup(Severity Severity, string Mechanism, string? Cache, string Words, string Remedy, IReadOnlyList<string> Findings, long Count)
{
    /// <summary>In the order of their first findings.</summary>
    public static IReadOnlyList<CauseGroup> Of(IReadOnlyList<FindingReport> findings) =>
    [
        .. findings.GroupBy(one => (one.Severity, one.Mechanism.Code, one.Mechanism.Cache, one.Mechanism.Words, one.Mechanism.Remedy))
            .Where(group => group.Count() > 1)
            .Select(group => new CauseGroup(
                group.Key.Severity, group.Key.Code, group.Key.Cache, group.Key.Words, group.Key.Remedy, [.. group.Select(one => one.Id)], group.Sum(one => one.Count))),
    ];
}
