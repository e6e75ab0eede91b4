using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cloakroom.Control;

/// <summary>This application among the nodes of its store.</summary>
internal sealed class ApplicationNode(
    ControlFeed feed, Canary canary, MixupJournal mixups, UseJournal uses, IOptions<CloakroomOptions> options, TimeProvider time, IHostEnvironment? environment = null) : INodeState
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    // Random, so that one that was restarted is another one.
    private readonly string _id = PublicId.Create();

    // With the process: one machine may run an application several times.
    private readonly string _name = $"{Environment.MachineName} {environment?.ApplicationName ?? "application"} ({Environment.ProcessId})";

    public event Action? Changed
    {
        add => feed.Told += value;
        remove => feed.Told -= value;
    }

    public Node Describe(DateTimeOffset now)
    {
        var (revision, at) = feed.InForce;
        return new Node(NodeKind.Application, _id, _name, _startedAt, now, revision, at)
        {
            Canary = options.Value.Canary.Enabled ? canary.LastRun : null,
            MixupsLost = mixups.Lost,
            UsesLost = uses.Lost,
        };
    }
}
