using Cloakroom.Edge.Tests.Caches;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>What the caches leak without the edge: the tables of <c>docs/caches.md</c>, which the edge's tests hold to what really happens.</summary>
internal sealed class KnownLeaks
{
    private readonly Dictionary<(string Configuration, string Title), IReadOnlyDictionary<string, string>> _cells;

    private KnownLeaks(string document)
    {
        Document = document;
        _cells = CacheTables.Read(document).ToDictionary(row => (row.Configuration, row.Title), row => row.Cells);
    }

    /// <summary>All of it: it names the versions of the caches that it speaks of.</summary>
    public string Document { get; }

    public static KnownLeaks Parse(string document) => new(document);

    public static async Task<KnownLeaks> ReadAsync(CancellationToken cancellationToken) => new(await File.ReadAllTextAsync(Repository.PathOf("docs", "caches.md"), cancellationToken));

    public Truth Of(string configuration, AddressKind kind, string slug)
    {
        var cell = _cells[(configuration, kind == AddressKind.Page ? "page" : "static")][slug];
        if (kind != AddressKind.File) return cell.Any("SFcB".Contains) ? Truth.Leaks : Truth.Safe;

        // Its body is nobody's, so what remains is a cookie: of an earlier response, or of one on its way.
        var parts = cell.Split('/');
        if (parts[0].Any("SFc".Contains)) return Truth.Leaks;
        return parts.Length > 1 && parts[1].Any("Sc".Contains) ? Truth.Either : Truth.Safe;
    }
}
