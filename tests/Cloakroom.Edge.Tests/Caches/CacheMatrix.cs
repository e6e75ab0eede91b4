using System.Collections.Concurrent;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Walks the cells of each configuration once, with and without the edge, when they are first asked for.</summary>
public sealed class CacheMatrix : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string Configuration, bool IsGuarded), Lazy<Task<WalkedConfiguration>>> _walked = new();
    private RollingOrigin _origin = null!;

    public async ValueTask InitializeAsync() => _origin = await RollingOrigin.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _origin.DisposeAsync();

    internal Task<WalkedConfiguration> WalkAsync(CacheConfiguration configuration, bool isGuarded) =>
        _walked.GetOrAdd((configuration.Id, isGuarded), _ => new(() => WalkNowAsync(configuration, isGuarded))).Value;

    private async Task<WalkedConfiguration> WalkNowAsync(CacheConfiguration configuration, bool isGuarded)
    {
        var stop = TestContext.Current.CancellationToken;
        await using IGuardInFront guard = isGuarded ? await EdgeGuard.StartAsync(_origin.Address, stop) : new NoGuard(_origin.Address);
        await using var cache = await configuration.StartAsync(guard.Address, stop);
        var cells = new ConcurrentDictionary<(PathKind, string), CellResult>();
        var all = Enum.GetValues<PathKind>().SelectMany(kind => CacheControl.All.Select(cacheControl => (kind, cacheControl)));
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stop }, async (cell, cancellationToken) =>
            cells[(cell.kind, cell.cacheControl.Slug)] = await new CellWalk(_origin, cache.Address, cell.kind, cell.cacheControl).RunAsync(cancellationToken));
        return new WalkedConfiguration(cells, (guard as EdgeGuard)?.Mixups ?? []);
    }
}
