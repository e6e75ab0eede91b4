using System.Collections.Concurrent;

namespace Cloakroom.Replay.KeyValue;

/// <summary>What a key-value server serves.</summary>
internal interface IKeyValueData
{
    ValueTask<byte[]?> GetAsync(string key);

    void Set(string key, byte[] value);

    void Remove(string key);
}

internal sealed class MemoryData : IKeyValueData
{
    private readonly ConcurrentDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public ValueTask<byte[]?> GetAsync(string key) => new(_values.GetValueOrDefault(key));

    public void Set(string key, byte[] value) => _values[key] = value;

    public void Remove(string key) => _values.TryRemove(key, out _);
}
