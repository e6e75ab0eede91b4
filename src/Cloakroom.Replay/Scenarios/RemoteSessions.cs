using System.Net;
using Cloakroom.Replay.Faults;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.KeyValue;
using Cloakroom.Replay.Portal;
using Cloakroom.Replay.Stock;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Scenarios;

/// <summary>Sessions in a key-value server on TCP, read through a client library that has the incident's defect: the same on both sides.</summary>
/// <param name="Server">The server, which is right.</param>
/// <param name="Stack">The application's sessions.</param>
internal sealed record RemoteSessions(KeyValueServer Server, SessionStack Stack)
{
    public static RemoteSessions Start(SideRun run, Func<IPEndPoint, KeyValueClient> connect)
    {
        if (run.HasStockSessions)
        {
            var server = run.Owns(new KeyValueServer(new MemoryData()));
            var client = run.Owns(connect(server.Address));
            return new(server, SessionStack.Stock(() => new DistributedTicketStore(new KeyValueCache(client), new RandomTicketKeys())));
        }

        var store = new InMemoryStore();
        var records = run.Owns(new KeyValueServer(new StoreData(store)));
        var reader = run.Owns(connect(records.Address));
        // Without the near cache, so that every request goes through the defective client.
        return new(records, SessionStack.Guarded(new RemoteReadStore(store, reader), options => options.NearCache.Enabled = false));
    }
}
