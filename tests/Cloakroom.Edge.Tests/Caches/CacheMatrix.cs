using System.Collections.Concurrent;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Walks the cells of each configuration once, with and without the edge, when they are first asked for.</summary>
public sealed class CacheMatrix : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string Configuration, bool Guarded), Lazy<Task<IReadOnlyDictionary<(PathKind, string), CellResult>>>> _walked = new();
    private readonly SemaphoreSlim _side = new(1);
    private RollingOrigin _origin = null!;
    private IGuardInFront? _edge;

    public async ValueTask InitializeAsync() => _origin = await RollingOrigin.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_edge is not null) await _edge.DisposeAsync();
        await _origin.DisposeAsync();
        _side.Dispose();
    }

    /// <summary>What each cell of a configuration came to.</summary>
    internal Task<IReadOnlyDictionary<(PathKind Path, string CacheControl), CellResult>> WalkAsync(CacheConfiguration configuration, bool guarded) =>
        _walked.GetOrAdd((configuration.Id, guarded), _ => new(() => WalkNowAsync(configuration, guarded))).Value!;

    private async Task<IReadOnlyDictionary<(PathKind, string), CellResult>> WalkNowAsync(CacheConfiguration configuration, bool guarded)
    {
        var stop = TestContext.Current.CancellationToken;
        var guard = guarded ? await EdgeAsync(stop) : new NoGuard(_origin.Address);
        await using var cache = await configuration.StartAsync(guard.Address, stop);
        var results = new ConcurrentDictionary<(PathKind, string), CellResult>();
        var cells = Enum.GetValues<PathKind>().SelectMany(kind => CacheControl.All.Select(cacheControl => (kind, cacheControl)));
        await Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stop }, async (cell, cancellationToken) =>
            results[(cell.kind, cell.cacheControl.Slug)] = await new CellWalk(_origin, cache.Address, cell.kind, cell.cacheControl).RunAsync(cancellationToken));
        return results;
    }

    private async Task<IGuardInFront> EdgeAsync(CancellationToken cancellationToken)
    {
        await _side.WaitAsync(cancellationToken);
        try
        {
            return _edge ??= await EdgeGuard.StartAsync(_origin.Address, cancellationToken);
        }
        finally
        {
            _side.Release();
        }
    }
}
