using Cloakroom.Edges;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Control;

/// <summary>Tells other processes that this edge is alive, each second, and at once when another view is in force on it.</summary>
internal sealed class NodeHeartbeat(
    IEdgeStore store, StoreCalls calls, EdgeControl control, EdgeIdentity identity, TimeProvider time, ILogger<NodeHeartbeat> logger) : BackgroundService
{
    private readonly Pulse _pulse = new(time, TimeSpan.FromSeconds(1));
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        control.Changed += _pulse.Wake;
        _pulse.Wake();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        control.Changed -= _pulse.Wake;
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
        _pulse.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _pulse.WaitAsync(stoppingToken);
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
}
