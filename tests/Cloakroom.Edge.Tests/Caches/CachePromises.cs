namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What the tables of <c>docs/caches.md</c> promise of the edge. Versions of a cache may leak more or less by themselves; with the edge they must not leak more.</summary>
internal static class CachePromises
{
    private const string Leaks = "SFBx";

    /// <summary>The cells with the edge that leak what the promise does not own up to, or serve nobody.</summary>
    public static IReadOnlyList<string> FindBroken(string promise, string actual)
    {
        var promised = Read(promise).ToDictionary();
        return [.. Read(actual)
            .Where(cell => !promised.TryGetValue(cell.Key, out var leaks) || cell.Value.Except(leaks).Any())
            .Select(cell => $"{cell.Key}: {cell.Value}, and not {promised.GetValueOrDefault(cell.Key) ?? "in the document"}")];
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(string text)
    {
        var (cache, configuration) = ("", "");
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("<!-- generated: ", StringComparison.Ordinal)) cache = line.Split(' ', 3)[2].Replace(" -->", "", StringComparison.Ordinal);
            else if (line.StartsWith("**", StringComparison.Ordinal) && line.EndsWith("**", StringComparison.Ordinal)) configuration = line.Trim('*');
            if (!line.StartsWith("| static, edge |", StringComparison.Ordinal) && !line.StartsWith("| page, edge |", StringComparison.Ordinal)) continue;

            var cells = line.Trim('|', ' ').Split(" | ");
            for (var i = 1; i < cells.Length; i++)
                yield return KeyValuePair.Create($"{cache}: {configuration}, {cells[0]}, {CacheControl.All[i - 1].Slug}", string.Concat(cells[i].Where(Leaks.Contains).Distinct()));
        }
    }
}
