using System.Text;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Caches.Configurations;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary><c>docs/caches.md</c>: written by hand, but for the parts between <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>.</summary>
internal static class CacheDocument
{
    public static string Path => Repository.PathOf("docs", "caches.md");

    public static async Task<string> FillAsync(string text, string versions, CacheMatrix matrix)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal) { ["versions"] = versions, ["summary"] = await SummaryAsync(matrix) };
        foreach (var configurations in CacheConfigurations.All.GroupBy(configuration => configuration.Cache))
            parts[configurations.Key] = await TablesAsync(configurations, matrix);
        return GeneratedParts.Fill(text, parts);
    }

    /// <summary>The worst of each configuration, over all values of Cache-Control, later and in flight.</summary>
    private static async Task<string> SummaryAsync(CacheMatrix matrix)
    {
        var table = new StringBuilder("| cache | configuration | static | page | static, with the edge | page, with the edge |\n|---|---|---|---|---|---|\n");
        foreach (var configuration in CacheConfigurations.All)
        {
            table.Append($"| {configuration.Cache} | {configuration.Name} |");
            foreach (var isGuarded in (bool[])[false, true])
            {
                var walked = await matrix.WalkAsync(configuration, isGuarded);
                foreach (var path in Enum.GetValues<PathKind>())
                {
                    var cells = CacheControl.All.Select(cacheControl => walked[path, cacheControl.Slug]).Where(cell => cell.IsServed).ToArray();
                    var worst = CellResult.Letters(cells.Aggregate(Leak.None, (leak, cell) => leak | cell.Any));
                    table.Append($" {worst}{(cells.Length < CacheControl.All.Count ? " x" : "")} |");
                }
            }

            table.Append('\n');
        }

        return table.ToString().TrimEnd();
    }

    private static async Task<string> TablesAsync(IEnumerable<CacheConfiguration> configurations, CacheMatrix matrix)
    {
        var text = new StringBuilder();
        foreach (var configuration in configurations)
        {
            text.Append($"\n**{configuration.Name}**\n\n```{configuration.Server.Language}\n{configuration.Text}\n```\n\n");
            text.Append($"| | {string.Join(" | ", CacheControl.All.Select(value => value.Title))} |\n|---|{string.Concat(CacheControl.All.Select(_ => "---|"))}\n");
            foreach (var path in Enum.GetValues<PathKind>())
            {
                foreach (var isGuarded in (bool[])[false, true])
                {
                    var walked = await matrix.WalkAsync(configuration, isGuarded);
                    var cells = CacheControl.All.Select(value => walked[path, value.Slug].ToString());
                    text.Append($"| {(path == PathKind.Static ? "static" : "page")}{(isGuarded ? ", edge" : "")} | {string.Join(" | ", cells)} |\n");
                }
            }
        }

        return text.ToString().TrimEnd();
    }
}
