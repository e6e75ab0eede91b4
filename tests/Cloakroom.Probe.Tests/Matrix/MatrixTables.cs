using System.Globalization;
using System.Text;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>The matrix as <c>docs/probe.md</c> shows it.</summary>
internal static class MatrixTables
{
    /// <summary>One line for each cache, configuration and club.</summary>
    public static string Of(IEnumerable<ProbedConfiguration> all, KnownLeaks known)
    {
        var table = new StringBuilder("| cache | configuration | application | file | script | page | verdict |\n|---|---|---|---|---|---|---|\n");
        foreach (var probed in all)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {probed.Configuration.Cache} | {probed.Configuration.Name} | {probed.Club} |");
            foreach (var kind in Enum.GetValues<AddressKind>()) table.Append(CultureInfo.InvariantCulture, $" {SummaryOf(probed, kind, known)} |");
            table.Append(CultureInfo.InvariantCulture, $" {VerdictOf(probed)} |\n");
        }

        return table.ToString().TrimEnd();
    }

    // Counts of what may be found or not change from run to run, so they are not in it.
    private static string SummaryOf(ProbedConfiguration probed, AddressKind kind, KnownLeaks known)
    {
        var leaking = CacheControl.All.Count(value => known.Of(probed.Configuration.Id, kind, value.Slug) == Truth.Leaks);
        var found = probed.Cells.Count(cell => cell.Kind == kind && cell.IsAccused && known.Of(probed.Configuration.Id, kind, cell.Slug) == Truth.Leaks);
        return leaking == 0 ? "–" : $"{found} of {leaking}";
    }

    private static string VerdictOf(ProbedConfiguration probed) => !probed.IsServed ? "not tested: nobody gets in" : probed.Cells.Any(cell => cell.IsAccused) ? "**leaks**" : "no leak";
}
