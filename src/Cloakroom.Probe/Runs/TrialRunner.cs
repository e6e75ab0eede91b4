using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>Sends what a trial asks for. What comes back is looked at by the client's observers.</summary>
/// <param name="client">Sends.</param>
/// <param name="manners">Lets bursts go at once.</param>
/// <param name="sessions">Who may ask in whose name for now.</param>
/// <param name="coverage">Counts.</param>
internal sealed class TrialRunner(IProbeClient client, Manners manners, AccountSessions sessions, Coverage coverage)
{
    /// <exception cref="OperationCanceledException">The run is being stopped.</exception>
    /// <exception cref="MannersException">The total is used up; others are counted as untested.</exception>
    public async Task RunAsync(Trial trial, CancellationToken cancellationToken)
    {
        var url = trial.IsCold ? ColdAddress.Of(trial.Target.Url) : trial.Target.Url;
        try
        {
            if (trial.Tactic == Tactic.Burst)
                await BurstAsync(trial, url, cancellationToken);
            else
                await ChainAsync(trial, url, cancellationToken);
        }
        catch (MannersException e) when (e.Rule != MannersRule.Total)
        {
            coverage.Refused(trial.Target, e.Message);
        }
    }

    private async Task ChainAsync(Trial trial, Uri url, CancellationToken cancellationToken)
    {
        Exchange? before = null;
        for (var i = 0; i < trial.Parties.Count; i++)
        {
            var request = Request(trial, url);
            if (trial.Tactic == Tactic.CancelledPair && i == 0)
                request = request with { CancelAfter = trial.GiveUpAfter };
            // A cookie that came with what was given up was seen by nobody: who gets it now would take it for their own.
            else if (trial.Tactic == Tactic.CancelledPair)
                request = request with { Cookies = CookieKeeping.Never };
            var exchange = await SendAsync(trial.Parties[i], request, cancellationToken);
            // Who has no answer has not been tried, and whose answer nobody had could not be given to the next; but given up on purpose, it may be.
            if (i > 0 && exchange.Failure is null && (before!.Failure is null || trial.Tactic == Tactic.CancelledPair) && before.Account != exchange.Account)
                coverage.Pair(trial.Target);
            before = exchange;
        }
    }

    private async Task BurstAsync(Trial trial, Uri url, CancellationToken cancellationToken)
    {
        // What takes its time, such as another's signing in, is waited for before; then all are let go together.
        var turns = new List<IDisposable>();
        try
        {
            foreach (var party in trial.Parties)
                turns.Add(await sessions.EnterAsync(party, cancellationToken));
            using var reservation = await manners.ReserveAsync(trial.Parties.Count, cancellationToken);
            var request = Request(trial, url) with { Reservation = reservation };
            var exchanges = await Task.WhenAll(trial.Parties.Select(party => client.SendAsync(party, request, cancellationToken)));
            CountPairs(trial, exchanges);
        }
        finally
        {
            foreach (var turn in turns)
                turn.Dispose();
        }
    }

    private void CountPairs(Trial trial, Exchange[] exchanges)
    {
        var answered = exchanges.Where(exchange => exchange.Failure is null).Select(exchange => exchange.Account).Distinct().Count();
        for (var i = 1; i < answered; i++)
            coverage.Pair(trial.Target);
    }

    private async Task<Exchange> SendAsync(Account party, ProbeRequest request, CancellationToken cancellationToken)
    {
        using var turn = await sessions.EnterAsync(party, cancellationToken);
        return await client.SendAsync(party, request, cancellationToken);
    }

    private static ProbeRequest Request(Trial trial, Uri url) => new(url, trial.Tactic) { OnFreshConnection = trial.OnFreshConnections, Protocol = trial.Protocol };
}
