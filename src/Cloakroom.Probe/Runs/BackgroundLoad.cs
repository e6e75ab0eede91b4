using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>Requests by random accounts to random pages at a stated rate, beside the trials: what goes wrong only under load.</summary>
internal sealed class BackgroundLoad(IProbeClient client, AccountSessions sessions, IReadOnlyList<Account> accounts, IReadOnlyList<Target> targets, ProbeOptions options, TimeProvider time)
{
    /// <summary>Under way at once. A site that does not keep up is not buried under what waits for it.</summary>
    private const int Most = 500;

    // Timers are no finer: at higher rates several go at a time. And they cannot wait for longer than weeks.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pages = targets.Where(target => target.Kind != TargetKind.Variant).ToList();
        if (options.BackgroundRate <= 0 || pages.Count == 0)
            return;
        var choice = new SeededChoice(options.Seed).For("background");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Clamp(1 / options.BackgroundRate, Shortest.TotalSeconds, Longest.TotalSeconds)), time);
        var underWay = new List<Task>();
        var (last, due) = (time.GetTimestamp(), 0.0);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = time.GetTimestamp();
            // What could not be sent when it was due is not made up for later.
            due = Math.Min(due + (time.GetElapsedTime(last, now).TotalSeconds * options.BackgroundRate), Most);
            last = now;
            underWay.RemoveAll(task => task.IsCompleted);
            for (; due >= 1; due--)
            {
                if (underWay.Count < Math.Min(options.BackgroundRate * 5, Most))
                    underWay.Add(SendAsync(choice.Of(accounts), choice.Of(pages), cancellationToken));
            }
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
