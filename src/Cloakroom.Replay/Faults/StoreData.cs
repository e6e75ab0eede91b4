using System.Text.Json;
using System.Text.Json.Serialization;
using Cloakroom.Replay.KeyValue;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Faults;

/// <summary>What the key-value server serves on the Cloakroom side: the records of a store, whole. Writes go to the store itself.</summary>
internal sealed class StoreData(ICloakroomStore store) : IKeyValueData
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new RecordKeyConverter() } };

    public async ValueTask<byte[]?> GetAsync(string key) =>
        await store.ReadAsync(RecordKey.FromStored(Convert.FromHexString(key)), CancellationToken.None) is { } stored
            ? JsonSerializer.SerializeToUtf8Bytes(stored, Json)
            : null;

    public static StoredSession Deserialize(byte[] bytes) => JsonSerializer.Deserialize<StoredSession>(bytes, Json)!;

    public void Set(string key, byte[] value) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    private sealed class RecordKeyConverter : JsonConverter<RecordKey>
    {
        public override RecordKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            RecordKey.FromStored(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, RecordKey value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToArray());
    }
}
