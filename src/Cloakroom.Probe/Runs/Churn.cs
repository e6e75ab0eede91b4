using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Runs;

/// <summary>Signs accounts out and in while others ask, one after the other; and looks now and then whether all are still signed in.</summary>
internal sealed class Churn(SessionKeeper keeper, IReadOnlyList<Account> accounts, ProbeOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Often enough to happen a few times in a short run.
        var pause = options.Time / 10 < LongestPause ? options.Time / 10 : LongestPause;
        var churns = options.Tactics.Contains(Tactic.Churn) && options.Scenario.SignIn.Count > 0;
        using var timer = new PeriodicTimer(pause, time);
        for (var turn = 0; await timer.WaitForNextTickAsync(cancellationToken); turn++)
        {
            // Out and in, and a look: each account in turn has both.
            var account = accounts[turn / 2 % accounts.Count];
            if (churns && turn % 2 == 0)
                await keeper.ChurnAsync(account, cancellationToken);
            else
                await keeper.CheckAsync(account, cancellationToken);
        }
    }
}
