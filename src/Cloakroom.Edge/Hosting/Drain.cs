namespace Cloakroom.Edge.Hosting;

/// <summary>Where this edge is on its way out.</summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private volatile bool _draining;

    /// <summary>Whether it is: readiness says no, and connections end after the request that they are at.</summary>
    public bool IsDraining => _draining;

    /// <summary>The time for requests to finish is over.</summary>
    public CancellationToken Ended => _ended.Token;

    public void Begin() => _draining = true;

    public void End()
    {
        _draining = true;
        _ended.Cancel();
    }

    public void Dispose() => _ended.Dispose();
}
