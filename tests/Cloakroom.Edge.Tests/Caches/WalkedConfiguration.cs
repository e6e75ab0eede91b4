using Cloakroom.Journal;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What the walks through one configuration came to.</summary>
/// <param name="Cells">By kind of path and slug of the <c>Cache-Control</c>.</param>
/// <param name="Mixups">What the edge reported meanwhile.</param>
internal sealed record WalkedConfiguration(IReadOnlyDictionary<(PathKind Path, string CacheControl), CellResult> Cells, IReadOnlyCollection<MixupKind> Mixups)
{
    public CellResult this[PathKind path, string slug] => Cells[(path, slug)];
}
