using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>What has been tried where, and what could not be.</summary>
/// <param name="site">Whose paths stand alone; null where all is one site.</param>
internal sealed class Coverage(Uri? site = null)
{
    private const int PagesNamed = 3;

    /// <summary>Addresses that are counted by themselves: those that are tried always are, and of the others as many as take about 10 MB.</summary>
    private const int MaxPlaces = 10_000;

    /// <summary>Reasons that are told; beyond it only that there are more.</summary>
    private const int MaxUntested = 1_000;

    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string What, string Why), (string Remedy, bool IsByChoice)> _untested = new();
    private readonly ConcurrentDictionary<Target, bool> _needless = new();
    private long _pairs;
    private long _leaks;

    /// <summary>Pairs of two parties in which the second could have got what was the first's.</summary>
    public long Pairs => Interlocked.Read(ref _pairs);

    /// <summary>Pairs in which it did.</summary>
    public long Leaks => Math.Min(Interlocked.Read(ref _leaks), Pairs);

    /// <summary>Whether the leak rate is below this, with 95 % confidence.</summary>
    public bool HasReached(double bound) => LeakRate.UpperBound(Leaks, Pairs) <= bound;

    public IReadOnlyList<Untested> Untested => [.. _untested.Select(entry => new Untested(entry.Key.What, entry.Key.Why, entry.Value.Remedy) { IsByChoice = entry.Value.IsByChoice }).OrderBy(entry => entry.What, StringComparer.Ordinal)];

    public void Pair(Target target)
    {
        Interlocked.Increment(ref _pairs);
        PlaceOf(target.Url).AddPair();
    }

    /// <summary>Counts an exchange of any tactic.</summary>
    public void Note(Exchange exchange, IReadOnlyList<Sighting> sightings)
    {
        if (_places.Count < MaxPlaces || _places.ContainsKey(ColdAddress.Plain(exchange.Url)))
            PlaceOf(exchange.Url).AddRequest(exchange, sightings);
        // A pair leaks once, in however many ways it shows.
        if (exchange.Request.Tactic is Tactic.TimedPair or Tactic.Burst or Tactic.CancelledPair or Tactic.PathVariant && sightings.Any(sighting => sighting.Severity == Severity.Leak))
            Interlocked.Increment(ref _leaks);
    }

    /// <summary>Says that something was not tested, once for each reason.</summary>
    public void Miss(string what, string why, string remedy) => Add(what, why, remedy, isByChoice: false);

    /// <summary>Says that something is beyond a limit that was asked for, or not changed: the verdict is about the rest.</summary>
    public void LeaveOut(string what, string why, string remedy) => Add(what, why, remedy, isByChoice: true);

    /// <summary>Takes in that a path variant was not tried, as its page leaks by itself.</summary>
    public void NeedNot(Target variant) => _needless.TryAdd(variant, true);

    /// <summary>Of those, the ones that were not tried at all; says so in one line.</summary>
    public IReadOnlySet<Target> LeaveOutNeedless()
    {
        var untried = _needless.Keys.Where(target => PlaceOf(target.Url).Requests == 0).ToHashSet();
        var pages = untried.Select(target => target.FoundIn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (pages.Count > 0)
        {
            LeaveOut(
                $"{Say.Amount(untried.Count, "path variant")} of {string.Join(", ", pages.Take(PagesNamed))}{(pages.Count > PagesNamed ? ", …" : "")}",
                pages.Count == 1 ? "the page leaks by itself, and they would show the same" : "the pages leak by themselves, and they would show the same",
                "Mend the pages first, and run again.");
        }

        return untried;
    }

    public void Refused(Target target, string why) => Miss(ColdAddress.NameOf(target.Url, site), why, "See the options that are named, if it is meant to be tested.");

    public IReadOnlyList<TargetReport> Report(IEnumerable<Target> targets) =>
    [
        .. targets.Select(target =>
        {
            var place = PlaceOf(target.Url);
            return new TargetReport(
                ColdAddress.NameOf(target.Url, site), target.Kind.ToString().ToLowerInvariant(), target.IsPersonal, place.Requests, place.Pairs, place.IsCached, place.Worst) { RequestsToLeak = place.RequestsToLeak };
        }),
    ];

    /// <summary>Addresses that were tried and never gave an answer that could be looked at.</summary>
    public void MissSilent(IEnumerable<Target> targets)
    {
        foreach (var target in targets)
        {
            var place = PlaceOf(target.Url);
            if (place.Pairs == 0 && target.Kind != TargetKind.Variant)
                Miss(ColdAddress.NameOf(target.Url, site), place.Problem ?? "no two parties got an answer there", "Give the run more time, or look at why it does not answer.");
            else if (place.IsShutOut)
                Miss(ColdAddress.NameOf(target.Url, site), $"{place.Refused} of {place.Requests} answers were refusals, after others were not: status {place.RefusedWith}", "Let the site know the probe (--header), give a lower --rate, or sign the accounts in anew.");
            else if (place.Unread > 0)
                Miss(ColdAddress.NameOf(target.Url, site), $"{place.Unread} of {place.Requests} bodies could not be read to the end: {place.UnreadWhy}", "Look at why it does not end, or in which encoding it comes; what was read was looked at.");
        }
    }

    public static string PathOf(Uri url) => ColdAddress.PathAndQuery(url);

    /// <summary>How long the quickest good answer took there: what it takes when nobody else asks. Zero when there was none.</summary>
    public TimeSpan QuickestAt(Uri url) => PlaceOf(url).Quickest;

    private void Add(string what, string why, string remedy, bool isByChoice)
    {
        if (_untested.Count < MaxUntested)
            _untested.TryAdd((what, why), (remedy, isByChoice));
        else if (!_untested.ContainsKey((what, why)))
            _untested.TryAdd(("what else could not be tested", $"there are more than {MaxUntested} such lines"), ("See to those that are listed first.", false));
    }

    private Place PlaceOf(Uri url) => _places.GetOrAdd(ColdAddress.Plain(url), _ => new Place());

    private sealed class Place
    {
        private long _requests;
        private long _pairs;
        private long _unread;
        private long _welcome;
        private long _refused;
        private long _requestsToLeak;
        private long _quickest;

        public long Requests => Interlocked.Read(ref _requests);

        public long Pairs => Interlocked.Read(ref _pairs);

        public TimeSpan Quickest => new(Interlocked.Read(ref _quickest));

        public long Unread => Interlocked.Read(ref _unread);

        public string? UnreadWhy { get; private set; }

        public string? Problem { get; private set; }

        public bool IsCached { get; private set; }

        public Severity? Worst { get; private set; }

        /// <summary>How many had been asked there when the first leak showed, that one included; null while there is none.</summary>
        public long? RequestsToLeak => Interlocked.Read(ref _requestsToLeak) is not 0 and var requests ? requests : null;

        public long Refused => Interlocked.Read(ref _refused);

        public int RefusedWith { get; private set; }

        /// <summary>Whether those who are signed in were let in, and then not any more: what two of them got alike is a firewall's page.</summary>
        public bool IsShutOut => Interlocked.Read(ref _welcome) > 0 && Refused * 10 >= Requests && Refused > 0;

        public void AddPair() => Interlocked.Increment(ref _pairs);

        public void AddRequest(Exchange exchange, IReadOnlyList<Sighting> sightings)
        {
            var requests = Interlocked.Increment(ref _requests);
            if (exchange.Failure is not null && exchange.Request.CancelAfter is null)
                Problem = exchange.Failure;
            if (exchange.Failure is null && exchange.BodyState != BodyState.Whole && exchange.Request.CancelAfter is null)
            {
                Interlocked.Increment(ref _unread);
                UnreadWhy = exchange.BodyProblem ?? (exchange.BodyState == BodyState.CutOff ? "longer than the limit" : "in a coding that cannot be read, or broken");
            }

            NoteRefusal(exchange);
            // Of two at once the wrong one may stay; it is as good.
            if (exchange is { IsSuccess: true, Failure: null } && (Quickest == TimeSpan.Zero || exchange.Duration < Quickest))
                Interlocked.Exchange(ref _quickest, exchange.Duration.Ticks);

            IsCached |= exchange.Header("Age") is { Length: > 0 } age && age != "0";
            foreach (var sighting in sightings)
            {
                IsCached |= sighting.Check == CheckKind.ReplayedNonce;
                if (sighting.Severity == Severity.Leak)
                    Interlocked.CompareExchange(ref _requestsToLeak, requests, 0);
                if (Worst is null || sighting.Severity > Worst)
                    Worst = sighting.Severity;
            }
        }

        private void NoteRefusal(Exchange exchange)
        {
            // Who has been signed out is refused, as it should be.
            if (exchange.Account == Account.Anonymous || exchange.Request.Tactic == Tactic.SignedOut)
                return;
            if (exchange.Status is 401 or 403 or 429 or 503)
            {
                Interlocked.Increment(ref _refused);
                RefusedWith = exchange.Status;
            }
            else if (exchange.Status is >= 200 and < 400)
            {
                Interlocked.Increment(ref _welcome);
            }
        }
    }
}
