using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Issuing;

/// <summary>One question about a value at a time on this edge, so that its answer is exact here whether the store answers or not.</summary>
internal sealed class ValueGates
{
    // Values share gates by their tag, which is as good as random. So many calls can wait for the disk at once.
    private const int Count = 1_024;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    public async ValueTask<Pass> EnterAsync(Tag value, CancellationToken cancellationToken)
    {
        var gate = _gates[value.Low % Count];
        await gate.WaitAsync(cancellationToken);
        return new Pass(gate);
    }

    /// <summary>Dispose it once.</summary>
    public readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
