using System.Collections.Concurrent;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Http;

/// <summary>Stock <c>HttpContext.Session</c> over a distributed cache that can go down. For red twins.</summary>
internal static class StockSession
{
    public static void Add(TestSetup setup)
    {
        setup.Services = services =>
        {
            services.AddSingleton<Cache>();
            services.AddSingleton<IDistributedCache>(provider => provider.GetRequiredService<Cache>());
            services.AddSession();
        };
        setup.Then += web => web.UseSession();
    }

    internal sealed class Cache : IDistributedCache
    {
        private readonly ConcurrentDictionary<string, byte[]> _entries = new();

        public bool IsDown { get; set; }

        public void Clear() => _entries.Clear();

        public byte[]? Get(string key) => IsDown ? throw new IOException("Down.") : _entries.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
            IsDown ? Task.FromException<byte[]?>(new IOException("Down.")) : Task.FromResult(Get(key));

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
        {
            if (IsDown)
                throw new IOException("Down.");
            _entries[key] = value;
        }

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => _entries.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }
    }
}
