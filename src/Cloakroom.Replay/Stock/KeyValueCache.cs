using Cloakroom.Replay.KeyValue;
using Microsoft.Extensions.Caching.Distributed;

namespace Cloakroom.Replay.Stock;

/// <summary>A distributed cache over the key-value client, asynchronous only.</summary>
internal sealed class KeyValueCache(KeyValueClient client) : IDistributedCache
{
    public byte[]? Get(string key) => throw new NotSupportedException();

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => client.GetAsync(key, token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        client.SetAsync(key, value, token);

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => client.RemoveAsync(key, token);
}
