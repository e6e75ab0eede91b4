using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Watching;

/// <summary>Which findings are news: each once, again when it comes back after it was gone, and once a day while it stays.</summary>
/// <param name="time">The clock.</param>
/// <param name="capacity">How many are known at once; the longest unseen makes way.</param>
internal sealed class FindingLedger(TimeProvider time, int capacity = FindingLedger.DefaultCapacity)
{
    public const int DefaultCapacity = 1_000;

    /// <summary>Rounds that looked and did not see it: what leaks at some loads only is not new each time.</summary>
    public const int GoneAfter = 3;

    /// <summary>Whoever has closed the incident without mending it hears of it again.</summary>
    public static readonly TimeSpan RemindAfter = TimeSpan.FromDays(1);

    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private long _round;

    /// <summary>How many of those that were raised are there.</summary>
    public int Present => _known.Values.Count(one => one.RaisedAt is not null);

    /// <summary>Takes in what an earlier process raised.</summary>
    public void NoteRaised(string id, DateTimeOffset at)
    {
        var known = Of(id);
        known.RaisedAt = known.RaisedAt > at ? known.RaisedAt : at;
    }

    /// <summary>Takes in a round.</summary>
    /// <returns>What is to be raised, and the ids of what is gone.</returns>
    public (IReadOnlyList<FindingReport> Raised, IReadOnlyList<string> Gone) Take(ProbeReport round)
    {
        _round++;
        var raised = new List<FindingReport>();
        foreach (var finding in round.Findings.Where(IsRaisable))
        {
            // The same cause by less, in an earlier round: it is not gone.
            foreach (var less in finding.StandsFor.Where(_known.ContainsKey))
                (_known[less].Missed, _known[less].Round) = (0, _round);
            var known = Of(finding.Id);
            // Seen when it was tried again, or in another round: either way no coincidence.
            var isConfirmed = finding.Confirmation.Seen > 0 || known.IsSeen;
            (known.Finding, known.IsSeen, known.Missed, known.Round) = (Slim(finding), true, 0, _round);
            var now = time.GetUtcNow();
            if (!isConfirmed || now - known.RaisedAt < RemindAfter)
                continue;
            known.RaisedAt = now;
            raised.Add(finding);
        }

        return (raised, Miss(round));
    }

    /// <summary>Leaks, and of warnings the one that is a mix-up in the making: a session's cookie where a cache may keep it.</summary>
    public static bool IsRaisable(FindingReport finding) => finding.Severity == Severity.Leak || (finding.Severity == Severity.Warning && finding.Check == CheckKind.CookieOnCacheable.Code());

    private List<string> Miss(ProbeReport round)
    {
        var gone = new List<string>();
        foreach (var (id, known) in _known)
        {
            if (known.Round == _round || !HasLookedThere(round, known.Finding) || ++known.Missed < GoneAfter)
                continue;
            _known.Remove(id);
            if (known.RaisedAt is not null)
                gone.Add(id);
        }

        return gone;
    }

    // Without its evidence, which is raised and not needed again: there may be a thousand.
    private static FindingReport Slim(FindingReport finding) => finding with
    {
        Curl = "",
        Source = null,
        Received = finding.Received with { RequestHeaders = [], Headers = [], BodyExcerpt = "" },
        Mechanism = finding.Mechanism with { Because = [] },
    };

    // What an earlier process raised is known by its id alone: any round that did all it had planned has looked there.
    private static bool HasLookedThere(ProbeReport round, FindingReport? finding) => finding is null
        ? round is { Confidence.Pairs: > 0, End: EndReason.Planned or EndReason.Bound }
        : round.Targets.Any(target => target.Pairs > 0 && TargetMatch.Matches(target, finding));

    private Known Of(string id)
    {
        if (_known.TryGetValue(id, out var known))
            return known;
        if (_known.Count >= capacity)
            _known.Remove(_known.MinBy(one => one.Value.Round).Key);
        return _known[id] = new Known { Round = _round };
    }

    private sealed class Known
    {
        /// <summary>As it was last seen; null while only its id is known.</summary>
        public FindingReport? Finding { get; set; }

        public bool IsSeen { get; set; }

        public DateTimeOffset? RaisedAt { get; set; }

        /// <summary>In which it was last seen.</summary>
        public long Round { get; set; }

        public int Missed { get; set; }
    }
}
