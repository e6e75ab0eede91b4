using Cloakroom.Replay.Caches;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>The tables of <c>docs/caches.md</c>, read.</summary>
internal static class CacheTables
{
    private static readonly string[] Titles = ["static", "static, edge", "page", "page, edge"];

    public static IEnumerable<Row> Read(string document)
    {
        var (cache, configuration) = ("", "");
        foreach (var line in document.Split('\n'))
        {
            if (line.StartsWith("<!-- generated: ", StringComparison.Ordinal)) cache = line.Split(' ', 3)[2].Replace(" -->", "", StringComparison.Ordinal);
            else if (line.StartsWith("**", StringComparison.Ordinal) && line.EndsWith("**", StringComparison.Ordinal)) configuration = line.Trim('*');
            if (!line.StartsWith("| ", StringComparison.Ordinal)) continue;

            var cells = line.Trim('|', ' ').Split(" | ");
            if (!Titles.Contains(cells[0])) continue;
            yield return new Row($"{cache}: {configuration}", cells[0], CacheControl.All.Zip(cells.Skip(1)).ToDictionary(pair => pair.First.Slug, pair => pair.Second));
        }
    }

    /// <param name="Configuration">As <see cref="CacheConfiguration.Id"/> has it.</param>
    /// <param name="Title">static or page, and whether the edge is there.</param>
    /// <param name="Cells">What leaks, by slug of the <c>Cache-Control</c>: letters, as the document explains them.</param>
    internal sealed record Row(string Configuration, string Title, IReadOnlyDictionary<string, string> Cells);
}
