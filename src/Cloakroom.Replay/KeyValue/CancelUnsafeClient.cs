using System.Net;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.KeyValue;

/// <summary>
/// The defect of redis-py behind openai-2023: a request that is cancelled after it was sent gives its connection back to the pool,
/// and the next caller there reads the answer that was left. From then on each caller gets the answer of the one before.
/// </summary>
internal sealed class CancelUnsafeClient(IPEndPoint server, int poolSize, TimeSpan limit, FaultSwitch fault) : KeyValueClient(server, poolSize)
{
    // Requests are cancelled by people who give up and, as with any client, by its own time limit.
    public override async Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (fault.IsOn) either.CancelAfter(limit);
        return await base.GetAsync(key, either.Token);
    }

    // With the fault over, the library is patched: what owes an answer is closed.
    protected override bool MayReuse(KeyValueConnection connection)
    {
        if (base.MayReuse(connection)) return true;
        if (fault.IsOn) fault.HadEffect();
        return fault.IsOn;
    }
}
