using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>One run of the probe: all addresses of a club behind one cache.</summary>
internal sealed record ProbedConfiguration(CacheConfiguration Configuration, ClubKind Club, ProbeReport Report)
{
    public IReadOnlyList<ProbedCell> Cells { get; } =
    [
        .. from kind in Enum.GetValues<AddressKind>()
           from value in CacheControl.All
           let target = Report.Targets.SingleOrDefault(target => target.Path == PathOf(kind, value.Slug))
           select new ProbedCell(kind, value.Slug, target?.Worst == Severity.Leak, target?.Pairs ?? 0, target?.RequestsToLeak),
    ];

    /// <summary>Whether anybody got in: some configurations serve nobody.</summary>
    public bool IsServed => Report.Accounts.All(account => account.IsSignedIn);

    /// <summary>What the probe should have found and did not, and the other way round, a line each.</summary>
    public IEnumerable<string> Compare(KnownLeaks known)
    {
        foreach (var cell in Cells)
        {
            var truth = known.Of(Configuration.Id, cell.Kind, cell.Slug);
            var what = $"{Configuration.Id}, {Club}, {cell.Kind} {cell.Slug}";
            if (truth == Truth.Leaks && !cell.IsAccused) yield return $"missed: {what} ({cell.Pairs} pairs)";
            if (truth == Truth.Safe && cell.IsAccused) yield return $"accused: {what}: {WordsOf(cell)}";
        }
    }

    private string WordsOf(ProbedCell cell) => string.Join("; ", Report.Findings
        .Where(finding => finding.Severity == Severity.Leak && finding.Received.Url.Contains(PathOf(cell.Kind, cell.Slug), StringComparison.Ordinal))
        .Select(finding => $"{finding.Check} {finding.Words} [{string.Join(",", finding.Tactics)}]"));

    private static string PathOf(AddressKind kind, string slug) => kind switch
    {
        AddressKind.File => $"/s/{slug}/club.js",
        AddressKind.Script => $"/s/{slug}/member.js",
        _ => $"/page/{slug}",
    };
}
