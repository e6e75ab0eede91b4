using Microsoft.Extensions.Caching.Distributed;

namespace Cloakroom.Bench.Servers;

/// <summary>Counts what the stock variants ask of their cache.</summary>
internal sealed class CountedCache(IDistributedCache inner, StoreCallCounter counter) : IDistributedCache
{
    public byte[]? Get(string key) => Counted().Get(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Counted().GetAsync(key, token);

    public void Refresh(string key) => Counted().Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => Counted().RefreshAsync(key, token);

    public void Remove(string key) => Counted().Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => Counted().RemoveAsync(key, token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Counted().Set(key, value, options);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        Counted().SetAsync(key, value, options, token);

    private IDistributedCache Counted()
    {
        counter.Note();
        return inner;
    }
}
