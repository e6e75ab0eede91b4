using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Control;

/// <summary>Tells other processes that this one is alive, each second, and at once when something that operators wait for is in force on it.</summary>
internal sealed class NodeHeartbeat(INodeStore store, StoreCalls calls, INodeState node, TimeProvider time, ILogger<NodeHeartbeat> logger) : BackgroundService
{
    private readonly Pulse _pulse = new(time, Node.Interval);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        node.Changed += _pulse.Wake;
        _pulse.Wake();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        node.Changed -= _pulse.Wake;
        await base.StopAsync(cancellationToken);
        try
        {
            var id = node.Describe(time.GetUtcNow()).Id;
            await calls.WriteAsync("remove-node", token => store.RemoveNodeAsync(id, token), cancellationToken);
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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _pulse.RunAsync(TryWriteAsync, stoppingToken);

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        var told = node.Describe(time.GetUtcNow());
        try
        {
            await calls.WriteAsync("write-node", token => store.WriteNodeAsync(told, token), cancellationToken);
        }
        catch (CloakroomException)
        {
            // Logged by the call; the next beat is a second away.
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
