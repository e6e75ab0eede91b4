namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What the tables of <c>docs/caches.md</c> promise of the edge. Versions of a cache may leak more or less by themselves; with the edge they must not leak more.</summary>
internal static class CachePromises
{
    private const string Leaks = "SFvBx";

    /// <summary>The cells with the edge that leak what the promise does not own up to, or serve nobody.</summary>
    public static IReadOnlyList<string> FindBroken(string promise, string actual)
    {
        var promised = Read(promise).ToDictionary();
        return [.. Read(actual)
            .Where(cell => !promised.TryGetValue(cell.Key, out var leaks) || cell.Value.Except(leaks).Any())
            .Select(cell => $"{cell.Key}: {cell.Value}, and not {promised.GetValueOrDefault(cell.Key) ?? "in the document"}")];
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(string text) =>
        from row in CacheTables.Read(text)
        where row.Title.EndsWith(", edge", StringComparison.Ordinal)
        from cell in row.Cells
        select KeyValuePair.Create($"{row.Configuration}, {row.Title}, {cell.Key}", string.Concat(cell.Value.Where(Leaks.Contains).Distinct()));
}
