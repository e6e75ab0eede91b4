using Cloakroom.Control;
using Cloakroom.Probe.Watching;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary>A watch among the nodes of its store, so that it is missed when it is gone, or finds nothing to test.</summary>
internal sealed class WatchNode(Uri site, Func<long> lost, TimeProvider time) : INodeState
{
    private readonly string _id = PublicId.Create();
    private readonly string _name = $"{Environment.MachineName} probe of {site.GetLeftPart(UriPartial.Authority)} ({Environment.ProcessId})";
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private WatchRound? _last;

    public event Action? Changed;

    public void Take(WatchRound round)
    {
        Volatile.Write(ref _last, round);
        Changed?.Invoke();
    }

    public Node Describe(DateTimeOffset now)
    {
        var last = Volatile.Read(ref _last);
        return new Node(NodeKind.Probe, _id, _name, _startedAt, now, 0, last?.LastTestedAt ?? _startedAt) { Problem = last?.Problem, MixupsLost = lost() };
    }
}
