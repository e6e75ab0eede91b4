using System.Security.Cryptography;
using Cloakroom.Replay.Harness;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cloakroom.Replay.Stock;

/// <summary>
/// Cachetur's storage of sessions, and the weak error checking in front of it: the storage gives out the ids, and each server
/// falls back on its own memory. When the storage is out of reach no id comes, and everybody's session is kept under none.
/// </summary>
internal sealed class SessionStorage(IDistributedCache storage, FaultSwitch fault) : IDistributedCache, ITicketKeys
{
    private readonly MemoryDistributedCache _fallback = new(Options.Create(new MemoryDistributedCacheOptions()));

    public ValueTask<string> NextAsync(CancellationToken cancellationToken)
    {
        var key = "";
        try
        {
            key = NewRow();
        }
        catch (IOException)
        {
            // The defect: "it will be all right". The empty key is taken for a key.
            fault.HadEffect();
        }

        return new ValueTask<string>(key);
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Reachable().GetAsync(key, token);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        Reachable().SetAsync(key, value, options, token);

    public Task RefreshAsync(string key, CancellationToken token = default) => Reachable().RefreshAsync(key, token);

    public Task RemoveAsync(string key, CancellationToken token = default) => Reachable().RemoveAsync(key, token);

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    private IDistributedCache Reachable() => fault.IsOn ? _fallback : storage;

    private string NewRow() => fault.IsOn ? throw new IOException("The session storage is not accessible.") : RandomNumberGenerator.GetHexString(32);
}
