using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Plans;

/// <summary>Which trials a run makes at an address: first each kind once, then in turn for as long as the run goes on.</summary>
/// <param name="accounts">Signed in; one at least.</param>
/// <param name="nobody">Asks without an account.</param>
/// <param name="tactics">Those wanted.</param>
/// <param name="windows">Likely times to live, ascending: a trial that needs a first party rests a little longer than one.</param>
/// <param name="speaksHttp2">Whether the site does.</param>
/// <param name="choice">Who and in which order.</param>
internal sealed class TrialPlan(
    IReadOnlyList<Account> accounts, Account nobody, IReadOnlySet<string> tactics, IReadOnlyList<TimeSpan> windows, bool speaksHttp2, SeededChoice choice)
{
    /// <summary>In a burst of more, the last find what the first have left.</summary>
    private const int MaxBurst = 12;

    private readonly Lock _gate = new();
    private int _round;

    /// <summary>Each kind once; cold ones first, since they need no rest and show a leak at once.</summary>
    public IReadOnlyList<Trial> Cover(Target target)
    {
        var trials = new List<Trial>();
        if (target.Kind == TargetKind.Variant)
        {
            if (tactics.Contains(Tactic.PathVariant))
                trials.Add(new Trial(target, Tactic.PathVariant, Chain(1, withNobody: true)) { IsCold = CanBeCold(target) });
            return trials;
        }

        if (tactics.Contains(Tactic.TimedPair))
        {
            trials.Add(new Trial(target, Tactic.TimedPair, Chain(2, withNobody: false)));
            if (CanBeCold(target))
                trials.Add(new Trial(target, Tactic.TimedPair, Chain(2, withNobody: true)) { IsCold = true, OnFreshConnections = true });
        }

        if (tactics.Contains(Tactic.Burst))
        {
            if (CanBeCold(target))
                trials.Add(new Trial(target, Tactic.Burst, Crowd()) { IsCold = true });
            trials.Add(new Trial(target, Tactic.Burst, Crowd()) { Rest = After(windows[0]) });
        }

        if (tactics.Contains(Tactic.CancelledPair))
            trials.Add(new Trial(target, Tactic.CancelledPair, Chain(1, withNobody: false)) { Rest = After(windows[0]) });
        if (tactics.Contains(Tactic.TimedPair))
        {
            foreach (var window in windows)
                trials.Add(new Trial(target, Tactic.TimedPair, Chain(2, withNobody: true)) { Rest = After(window), Protocol = Protocol(window == windows[0]) });
        }

        return trials;
    }

    /// <summary>One more, after those.</summary>
    /// <param name="target">Where.</param>
    /// <param name="inHaste">For a bound that takes many pairs: without rests, since in a chain everybody is the next of somebody else.</param>
    public Trial Next(Target target, bool inHaste)
    {
        lock (_gate)
            return Next(target, _round++, inHaste);
    }

    private Trial Next(Target target, int round, bool inHaste)
    {
        if (target.Kind == TargetKind.Variant)
            return new Trial(target, Tactic.PathVariant, Chain(1, withNobody: true)) { IsCold = CanBeCold(target) && round % 2 == 0 };
        if (inHaste && tactics.Contains(Tactic.TimedPair))
            return new Trial(target, Tactic.TimedPair, Chain(16, withNobody: false)) { Protocol = Protocol(round % 4 == 3) };
        var kinds = ((string[])[Tactic.TimedPair, Tactic.Burst, Tactic.TimedPair, Tactic.CancelledPair]).Where(tactics.Contains).ToArray();
        if (kinds.Length == 0)
            kinds = [Tactic.TimedPair];
        var tactic = kinds[round % kinds.Length];
        var isCold = CanBeCold(target) && choice.Next(4) == 0;
        return new Trial(target, tactic, tactic == Tactic.Burst ? Crowd() : Chain(1 + choice.Next(2), choice.Next(3) == 0))
        {
            IsCold = isCold,
            Rest = isCold ? TimeSpan.Zero : After(windows[round % windows.Count]),
            OnFreshConnections = choice.Next(4) == 0,
            Protocol = Protocol(choice.Next(4) == 0),
        };
    }

    /// <summary>Whether the address may be asked with another query: what has one may mean something by it.</summary>
    public static bool CanBeCold(Target target) => target.Url.Query.Length == 0;

    private static TimeSpan After(TimeSpan window) => window + TimeSpan.FromMilliseconds(100);

    private HttpProtocol Protocol(bool second) => second && speaksHttp2 ? HttpProtocol.Http2 : HttpProtocol.Http11;

    /// <summary>One after the other, nobody twice in a row.</summary>
    private List<Account> Chain(int followers, bool withNobody)
    {
        var order = choice.Shuffled(accounts);
        var chain = new List<Account>();
        for (var i = 0; i <= followers && order.Length > 1; i++)
            chain.Add(order[i % order.Length]);
        if (chain.Count == 0)
            chain.Add(order[0]);
        if (withNobody || chain.Count == 1)
            chain.Insert(chain.Count == 1 ? 1 : 1 + choice.Next(chain.Count), nobody);
        return chain;
    }

    private Account[] Crowd() => [.. choice.Shuffled(accounts).Take(MaxBurst - 1).Append(nobody)];
}
