using System.Net;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.KeyValue;

/// <summary>
/// The defect of redis-py behind openai-2023: a request that is cancelled after it was sent gives its connection back to the pool,
/// and the next caller there reads the answer that was left. From then on each caller gets the answer of the one before.
/// </summary>
internal sealed class CancelUnsafeClient(IPEndPoint server, int poolSize, FaultSwitch fault) : KeyValueClient(server, poolSize)
{
    // With the fault over, the library is patched: what owes an answer is closed.
    protected override bool MayReuse(KeyValueConnection connection)
    {
        if (base.MayReuse(connection)) return true;
        if (fault.IsOn) fault.HadEffect();
        return fault.IsOn;
    }
}
