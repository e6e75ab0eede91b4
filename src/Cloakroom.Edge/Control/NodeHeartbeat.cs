using Cloakroom.Edges;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Control;

/// <summary>Tells other processes that this edge is alive, each second, and at once when another view is in force on it.</summary>
internal sealed class NodeHeartbeat(
    IEdgeStore store, StoreCalls calls, EdgeControl control, EdgeIdentity identity, TimeProvider time, ILogger<NodeHeartbeat> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _news = new(1, 1);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        control.Changed += Wake;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        control.Changed -= Wake;
        await base.StopAsync(cancellationToken);
        try
        {
            await calls.WriteAsync("remove-node", token => store.RemoveNodeAsync(identity.Id, token), cancellationToken);
        }
        catch (CloakroomException e)
        {
            Log.NodeNotRemoved(logger, e);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _news.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = time.CreateTimer(_ => Wake(), null, Interval, Interval);
        try
        {
            while (true)
            {
                await _news.WaitAsync(stoppingToken);
                await TryWriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        var (view, inForceAt) = control.Published;
        var node = new EdgeNode(identity.Id, identity.Name, _startedAt, time.GetUtcNow(), view.Revision, inForceAt);
        try
        {
            await calls.WriteAsync("write-node", token => store.WriteNodeAsync(node, token), cancellationToken);
        }
        catch (CloakroomException)
        {
            // Logged by the call; the next beat is a second away.
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Wake()
    {
        try
        {
            if (_news.CurrentCount == 0) _news.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake already, or gone.
        }
    }
}
