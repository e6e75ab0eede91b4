using Cloakroom.Replay.KeyValue;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Faults;

/// <summary>A store whose records travel over TCP through a defective client library. Everything else is as it should be.</summary>
internal sealed class RemoteReadStore(ICloakroomStore inner, KeyValueClient client) : StoreDecorator(inner)
{
    public override async ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken) =>
        await client.GetAsync(Convert.ToHexString(key.ToArray()), cancellationToken) is { } bytes ? StoreData.Deserialize(bytes) : null;
}
