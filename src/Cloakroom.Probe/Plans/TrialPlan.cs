using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Plans;

/// <summary>
/// Which trials a run makes at an address: first each kind once, then in turn for as long as the run goes on. The same seed makes the same ones in the same order at each
/// address, whatever happens at others meanwhile.
/// </summary>
/// <param name="accounts">Signed in; one at least.</param>
/// <param name="nobody">Asks without an account.</param>
/// <param name="tactics">Those wanted.</param>
/// <param name="windows">Likely times to live, ascending: a trial that needs a first party rests a little longer than one.</param>
/// <param name="speaksHttp2">Whether the site does.</param>
/// <param name="choice">Who and in which order; each address has its own.</param>
internal sealed class TrialPlan(
    IReadOnlyList<Account> accounts, Account nobody, IReadOnlySet<string> tactics, IReadOnlyList<TimeSpan> windows, bool speaksHttp2, SeededChoice choice)
{
    /// <summary>In a burst of more, the last find what the first have left.</summary>
    private const int MaxBurst = 12;

    private static readonly int[] GiveUpMilliseconds = [0, 1, 3, 10, 30];

    private readonly bool _triesPages = tactics.Contains(Tactic.TimedPair) || tactics.Contains(Tactic.Burst) || tactics.Contains(Tactic.CancelledPair);
    private readonly ConcurrentDictionary<string, Turns> _turns = new(StringComparer.Ordinal);

    /// <summary>Each kind once; cold ones first, since they need no rest and show a leak at once.</summary>
    public IReadOnlyList<Trial> Cover(Target target)
    {
        var turns = TurnsOf(target);
        var trials = new List<Trial>();
        if (target.Kind == TargetKind.Variant)
        {
            if (tactics.Contains(Tactic.PathVariant))
                trials.Add(new Trial(target, Tactic.PathVariant, turns.Chain(1, withNobody: true)) { IsCold = CanBeCold(target) });
            return trials;
        }

        if (tactics.Contains(Tactic.TimedPair))
        {
            trials.Add(new Trial(target, Tactic.TimedPair, turns.Chain(2, withNobody: false)));
            if (CanBeCold(target))
                trials.Add(new Trial(target, Tactic.TimedPair, turns.Chain(2, withNobody: true)) { IsCold = true, OnFreshConnections = true });
        }

        if (tactics.Contains(Tactic.Burst))
        {
            if (CanBeCold(target))
                trials.Add(new Trial(target, Tactic.Burst, turns.Crowd()) { IsCold = true });
            trials.Add(new Trial(target, Tactic.Burst, turns.Crowd()) { Rest = After(windows[0]) });
        }

        if (tactics.Contains(Tactic.CancelledPair))
            trials.Add(new Trial(target, Tactic.CancelledPair, turns.Chain(1, withNobody: false)) { Rest = After(windows[0]), GiveUpAfter = turns.GiveUpAfter() });
        if (tactics.Contains(Tactic.TimedPair))
        {
            foreach (var window in windows)
                trials.Add(new Trial(target, Tactic.TimedPair, turns.Chain(2, withNobody: true)) { Rest = After(window), Protocol = Protocol(window == windows[0]) });
        }

        // Many requests of one connection are under way at once there.
        if (speaksHttp2 && tactics.Contains(Tactic.Burst) && CanBeCold(target))
            trials.Add(new Trial(target, Tactic.Burst, turns.Crowd()) { IsCold = true, Protocol = HttpProtocol.Http2 });
        if (speaksHttp2 && tactics.Contains(Tactic.CancelledPair) && CanBeCold(target))
            trials.Add(new Trial(target, Tactic.CancelledPair, turns.Chain(1, withNobody: false)) { IsCold = true, GiveUpAfter = turns.GiveUpAfter(), Protocol = HttpProtocol.Http2 });
        return trials;
    }

    /// <summary>Whether more is tried there after those. Path variants mostly are addresses that the site does not have: many pairs there would make a bound that says nothing.</summary>
    public bool GoesOnAt(Target target) => target.Kind != TargetKind.Variant || !_triesPages;

    /// <summary>One more, after those. For one caller at a time at an address.</summary>
    /// <param name="target">Where.</param>
    /// <param name="inHaste">For a bound that takes many pairs: without rests, since in a chain everybody is the next of somebody else.</param>
    public Trial Next(Target target, bool inHaste)
    {
        var turns = TurnsOf(target);
        var round = turns.Round++;
        if (target.Kind == TargetKind.Variant)
            return new Trial(target, Tactic.PathVariant, turns.Chain(1, withNobody: true)) { IsCold = CanBeCold(target) && round % 2 == 0, IsExtra = true };
        if (inHaste && tactics.Contains(Tactic.TimedPair))
            return new Trial(target, Tactic.TimedPair, turns.Chain(16, withNobody: false)) { Protocol = Protocol(round % 4 == 3), IsExtra = true };
        var kinds = ((string[])[Tactic.TimedPair, Tactic.Burst, Tactic.TimedPair, Tactic.CancelledPair]).Where(tactics.Contains).ToArray();
        if (kinds.Length == 0)
            kinds = [Tactic.TimedPair];
        var tactic = kinds[round % kinds.Length];
        var isCold = CanBeCold(target) && turns.Choice.Next(4) == 0;
        return new Trial(target, tactic, tactic == Tactic.Burst ? turns.Crowd() : turns.Chain(1 + turns.Choice.Next(2), turns.Choice.Next(3) == 0))
        {
            IsCold = isCold,
            Rest = isCold ? TimeSpan.Zero : After(turns.Choice.Of(windows)),
            OnFreshConnections = turns.Choice.Next(4) == 0,
            Protocol = Protocol(turns.Choice.Next(4) == 0),
            GiveUpAfter = tactic == Tactic.CancelledPair ? turns.GiveUpAfter() : null,
            IsExtra = true,
        };
    }

    /// <summary>Whether the address may be asked with another query: what has one may mean something by it.</summary>
    public static bool CanBeCold(Target target) => target.Url.Query.Length == 0;

    private static TimeSpan After(TimeSpan window) => window + TimeSpan.FromMilliseconds(100);

    private HttpProtocol Protocol(bool second) => second && speaksHttp2 ? HttpProtocol.Http2 : HttpProtocol.Http11;

    private Turns TurnsOf(Target target) => _turns.GetOrAdd(target.Url.OriginalString, address => new Turns(accounts, nobody, choice.For(address)));

    /// <summary>Whose turn it is at an address.</summary>
    private sealed class Turns
    {
        private readonly Account _nobody;
        private readonly Account[] _order;
        private int _chains;

        public Turns(IReadOnlyList<Account> accounts, Account nobody, SeededChoice choice)
        {
            (_nobody, Choice) = (nobody, choice);
            _order = choice.Shuffled(accounts);
        }

        public SeededChoice Choice { get; }

        public int Round { get; set; }

        /// <summary>One after the other, nobody twice in a row. Everybody is the first in turn, since it is the first whose answer is stored.</summary>
        public List<Account> Chain(int followers, bool withNobody)
        {
            var turn = _chains++ % _order.Length;
            // Who follows changes when everybody has been the first.
            if (turn == 0 && _chains > 1 && _order.Length > 2)
                Choice.Shuffle(_order);
            var chain = new List<Account>();
            for (var i = 0; i <= followers && _order.Length > 1; i++)
                chain.Add(_order[(turn + i) % _order.Length]);
            if (chain.Count == 0)
                chain.Add(_order[0]);
            if (withNobody || chain.Count == 1)
                chain.Insert(chain.Count == 1 ? 1 : 1 + Choice.Next(chain.Count), _nobody);
            return chain;
        }

        public Account[] Crowd() => [.. Choice.Shuffled(_order).Take(MaxBurst - 1).Append(_nobody)];

        public TimeSpan GiveUpAfter() => TimeSpan.FromMilliseconds(Choice.Of(GiveUpMilliseconds));
    }
}
