using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>Requests by random accounts to random pages at a stated rate, beside the trials: what goes wrong only under load. Half of the run's rate is left to the trials.</summary>
/// <param name="client">Sends.</param>
/// <param name="sessions">Who may ask in whose name for now.</param>
/// <param name="accounts">Signed in.</param>
/// <param name="targets">What is tried.</param>
/// <param name="options">The rate that is asked for.</param>
/// <param name="rate">The run's own, a second, as it is now.</param>
/// <param name="coverage">Told when it is less than was asked for.</param>
/// <param name="time">The clock.</param>
internal sealed class BackgroundLoad(
    IProbeClient client, AccountSessions sessions, IReadOnlyList<Account> accounts, IReadOnlyList<Target> targets, ProbeOptions options, Func<double> rate, Coverage coverage, TimeProvider time)
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
        if (options.BackgroundRate > rate() / 2)
            coverage.LeaveOut("the background that was asked for", "it would take more than half of the rate, and leave too little for the trials", "Give a --rate of twice the --background.");
        var choice = new SeededChoice(options.Seed).For("background");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Clamp(1 / options.BackgroundRate, Shortest.TotalSeconds, Longest.TotalSeconds)), time);
        var underWay = new List<Task>();
        try
        {
            await GoOnAsync(underWay, timer, choice, pages, cancellationToken);
        }
        finally
        {
            // Nobody asks beside what comes next.
            await Task.WhenAll(underWay);
        }
    }

    private async Task GoOnAsync(List<Task> underWay, PeriodicTimer timer, SeededChoice choice, List<Target> pages, CancellationToken cancellationToken)
    {
        var (last, due) = (time.GetTimestamp(), 0.0);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = time.GetTimestamp();
            // What could not be sent when it was due is not made up for later.
            var perSecond = Math.Min(options.BackgroundRate, rate() / 2);
            due = Math.Min(due + (time.GetElapsedTime(last, now).TotalSeconds * perSecond), Most);
            last = now;
            // What has failed stays, and ends it.
            if (underWay.Find(task => task.IsFaulted) is { } failed)
                await failed;
            underWay.RemoveAll(task => task.IsCompleted);
            for (; due >= 1; due--)
            {
                if (underWay.Count < Math.Min(perSecond * 5, Most))
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
