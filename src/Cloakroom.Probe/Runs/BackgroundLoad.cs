using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>Requests by random accounts to random pages at a stated rate, beside the trials: what goes wrong only under load.</summary>
internal sealed class BackgroundLoad(IProbeClient client, AccountSessions sessions, IReadOnlyList<Account> accounts, IReadOnlyList<Target> targets, ProbeOptions options, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pages = targets.Where(target => target.Kind != TargetKind.Variant).ToList();
        if (options.BackgroundRate <= 0 || pages.Count == 0)
            return;
        var choice = new SeededChoice(options.Seed + 1);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / options.BackgroundRate), time);
        var underWay = new List<Task>();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            underWay.RemoveAll(task => task.IsCompleted);
            // A site that does not keep up is not buried under what waits for it.
            if (underWay.Count < options.BackgroundRate * 5)
                underWay.Add(SendAsync(choice.Of(accounts), choice.Of(pages), cancellationToken));
        }
    }

    private async Task SendAsync(Account account, Target target, CancellationToken cancellationToken)
    {
        try
        {
            using var turn = await sessions.EnterAsync(account, cancellationToken);
            await client.SendAsync(account, new ProbeRequest(target.Url, Tactic.Background), cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or MannersException)
        {
            // The run is over, and whoever runs it notices by itself.
        }
    }
}
