using System.Net;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.KeyValue;

/// <summary>
/// A client as in wyze-2024, which mixed ids up under load: all callers share one request object. While a connection is free at once
/// nobody notices; as soon as callers wait for one, the key that goes out is that of whoever came last.
/// </summary>
internal sealed class SharedRequestClient(IPEndPoint server, int poolSize, FaultSwitch fault) : KeyValueClient(server, poolSize)
{
    private string _requestKey = "";

    public override Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        _requestKey = key;
        return AskAsync(
            () =>
            {
                // With the fault over, the library is replaced by one that keeps its callers apart.
                if (!fault.IsOn) return $"GET {key}";
                if (_requestKey != key) fault.HadEffect();
                return $"GET {_requestKey}";
            },
            ValueOf,
            cancellationToken);
    }
}
