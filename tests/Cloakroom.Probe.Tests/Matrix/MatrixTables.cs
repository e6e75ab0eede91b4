using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>The matrix as <c>docs/probe.md</c> shows it.</summary>
internal static partial class MatrixTables
{
    /// <summary>One line for each cache, configuration and club. The last column changes from run to run; see <see cref="WithoutCounts"/>.</summary>
    public static string Of(IEnumerable<ProbedConfiguration> all, KnownLeaks known)
    {
        var table = new StringBuilder("| cache | configuration | application | file | script | page | verdict | requests |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var probed in all)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {probed.Configuration.Cache} | {probed.Configuration.Name} | {probed.Club} |");
            foreach (var kind in Enum.GetValues<AddressKind>()) table.Append(CultureInfo.InvariantCulture, $" {SummaryOf(probed, kind, known)} |");
            table.Append(CultureInfo.InvariantCulture, $" {VerdictOf(probed, known)} | {RequestsOf(probed, known)} |\n");
        }

        return table.ToString().TrimEnd();
    }

    /// <summary>The document without what changes from run to run.</summary>
    public static string WithoutCounts(string document) => Counts().Replace(document, "| * |");

    private static string SummaryOf(ProbedConfiguration probed, AddressKind kind, KnownLeaks known)
    {
        var leaking = CacheControl.All.Count(value => known.Of(probed.Configuration.Id, kind, value.Slug) == Truth.Leaks);
        return leaking == 0 ? "–" : $"{Found(probed, known).Count(cell => cell.Kind == kind)} of {leaking}";
    }

    private static string VerdictOf(ProbedConfiguration probed, KnownLeaks known)
    {
        if (!probed.IsServed) return "not tested: nobody gets in";
        return probed.Cells.Any(cell => cell.IsAccused && known.Of(probed.Configuration.Id, cell.Kind, cell.Slug) != Truth.Either) ? "**leaks**" : "no leak";
    }

    private static string RequestsOf(ProbedConfiguration probed, KnownLeaks known)
    {
        var requests = Found(probed, known).Select(cell => cell.RequestsToLeak!.Value).Order().ToList();
        return requests.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{requests[0]} to {requests[^1]}");
    }

    private static IEnumerable<ProbedCell> Found(ProbedConfiguration probed, KnownLeaks known) =>
        probed.Cells.Where(cell => cell.IsAccused && known.Of(probed.Configuration.Id, cell.Kind, cell.Slug) == Truth.Leaks);

    [GeneratedRegex(@"\| \d+ to \d+ \|$", RegexOptions.Multiline)]
    private static partial Regex Counts();
}
