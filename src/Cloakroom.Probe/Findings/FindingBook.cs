using System.Collections.Concurrent;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>Makes findings of sightings: one for each cause. Safe to use by many at once.</summary>
/// <param name="secrets">Values of accounts vary in paths; everything that is shown is redacted by them.</param>
/// <param name="capacity">How many causes are told apart. Beyond it the least bad make way for worse ones, and what has no place is only counted.</param>
/// <param name="site">Whose paths stand alone; null where all is one site.</param>
internal sealed class FindingBook(ISecretForms secrets, int capacity = FindingBook.DefaultCapacity, Uri? site = null)
{
    public const int DefaultCapacity = 300;

    private readonly Lock _gate = new();
    private readonly Dictionary<Cause, Finding> _findings = [];
    private readonly ConcurrentDictionary<string, string> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _pages = new(StringComparer.Ordinal);
    private long _omitted;

    /// <summary>Responses in which something was wrong, and whose cause is not among the findings for want of room.</summary>
    public long Omitted => Interlocked.Read(ref _omitted);

    public int Count
    {
        get
        {
            lock (_gate)
                return _findings.Count;
        }
    }

    /// <summary>Causes of that severity, without those that another stands for.</summary>
    public int CountOf(Severity severity)
    {
        lock (_gate)
            return _findings.Values.Count(one => one.Severity == severity && HostOf(one) is null);
    }

    /// <summary>Takes in which addresses are path variants, and of which pages: what shows at both has one cause.</summary>
    public void NoteVariants(IEnumerable<Target> targets)
    {
        foreach (var target in targets.Where(target => target.Kind == TargetKind.Variant))
            _pages.TryAdd(ColdAddress.NameOf(target.Url, site), PageOf(target));
    }

    /// <summary>Whether the page itself gives out what a cache has stored: then its variants tell nothing new.</summary>
    public bool IsToldByItsPage(Target variant)
    {
        if (variant.Kind != TargetKind.Variant)
            return false;
        var cause = new Cause(Cause.Leak, HttpMethod.Get.Method, RouteOf(PageOf(variant)), IsVariant: false);
        lock (_gate)
            return Find(cause) is { IsStored: true };
    }

    /// <returns>Whether its cause was not known before.</returns>
    public bool Add(Sighting sighting)
    {
        var cause = CauseOf(sighting, out var address);
        var rank = EvidenceRank.Of(sighting);
        bool isNew, isEvidence;
        Finding? finding;
        lock (_gate)
        {
            isNew = !_findings.TryGetValue(cause, out finding);
            if (isNew && (finding = TryPlace(cause, sighting.Severity)) is null)
                return false;
            isEvidence = finding!.Take(sighting, address, rank);
        }

        if (isEvidence)
        {
            // Reads the whole body, so not under the lock.
            var evidence = Evidence.Of(sighting, cause.IsVariant);
            var mechanism = Diagnosis.Of(sighting.Check, evidence).Code;
            lock (_gate)
                finding.Keep(evidence, rank, mechanism);
        }

        return isNew;
    }

    /// <summary>The id of the finding that a sighting belongs to, there or not: how a second try tells whether it saw the same.</summary>
    public string IdOf(Sighting sighting) => CauseOf(sighting, out _).Id();

    /// <summary>What was not tried again yet, worst first, and not more often than asked for. What another finding stands for is not.</summary>
    public IReadOnlyList<Suspicion> Unconfirmed(Severity atLeast = Severity.Note, int tries = 1)
    {
        lock (_gate)
        {
            return [.. Ranked()
                .Where(one => one.Severity >= atLeast && one.Tried < tries && one.Best is { } best && best.Check.ShowsByAsking() && HostOf(one) is null)
                .Select(one => Suspicion.Of(one, one.Best!))];
        }
    }

    /// <summary>It was tried again.</summary>
    /// <param name="id">As <see cref="Suspicion.Id"/> has it; one that has made way for a worse one since is ignored.</param>
    /// <param name="seen">Whether it was seen that time.</param>
    public void Confirmed(string id, bool seen)
    {
        lock (_gate)
        {
            if (_findings.Values.FirstOrDefault(one => one.Id == id) is not { } finding)
                return;
            finding.Tried++;
            if (seen)
                finding.Seen++;
        }
    }

    /// <summary>Owner and receiver asked, one after the other, at addresses that nobody had asked before.</summary>
    /// <param name="id">As for <see cref="Confirmed"/>.</param>
    /// <param name="atOne">Whether the receiver got what is the owner's when both asked at one.</param>
    /// <param name="atTwo">Whether they did when each asked at another.</param>
    public void TriedByAddress(string id, bool atOne, bool atTwo)
    {
        lock (_gate)
            _findings.Values.FirstOrDefault(one => one.Id == id)?.TriedByAddress(atOne, atTwo);
    }

    /// <summary>The worst so far; null while there is nothing.</summary>
    public Severity? Worst()
    {
        lock (_gate)
            return _findings.Count == 0 ? null : _findings.Values.Max(one => one.Severity);
    }

    /// <summary>Redacted, worst first; those that another stands for are in that one.</summary>
    public IReadOnlyList<FindingReport> ToReports()
    {
        List<(Finding Host, List<Finding> Others)> ready;
        lock (_gate)
        {
            var byHost = Ranked().Where(one => one.Best is not null).ToLookup(one => HostOf(one) ?? one);
            ready = [.. byHost.Select(group => (group.Key.Copy(), group.Where(one => one != group.Key).Select(one => one.Copy()).ToList()))];
        }

        // Takes its time with many secrets, and the run may go on.
        var cookies = ready.SelectMany(one => one.Others.Append(one.Host)).SelectMany(one => one.Signs.Values).Select(sign => CookieName(sign.Detail)).OfType<string>();
        var redaction = new Redaction(secrets, ready.SelectMany(one => Exchanges(one.Host.Best!)), cookies);
        return [.. ready.Select(one => FindingWords.Report(one.Host, one.Others, redaction))];
    }

    private static string? CookieName(string detail) => detail.StartsWith("cookie ", StringComparison.Ordinal) ? detail["cookie ".Length..] : null;

    private static IEnumerable<Exchange> Exchanges(Evidence evidence) =>
        evidence.Source is null ? [evidence.Received.Exchange] : [evidence.Source.Exchange, evidence.Received.Exchange];

    private IEnumerable<Finding> Ranked() => _findings.Values
        .OrderByDescending(one => one.Severity)
        .ThenByDescending(one => one.Seen > 0)
        .ThenByDescending(one => one.Count)
        .ThenBy(one => one.Id, StringComparer.Ordinal);

    /// <summary>The one that stands for this one, as it has the same cause; null for one that stands for itself, as does what is worse than the other.</summary>
    private Finding? HostOf(Finding finding) => SameCauseAs(finding) is { } other && other.Severity >= finding.Severity ? other : null;

    private Finding? SameCauseAs(Finding finding)
    {
        var cause = finding.Cause;
        var page = Find(cause with { Kind = Cause.Leak, IsVariant = false });
        // A session that outlives its end does so with or without a cache.
        if (page == finding || finding.Best is not { } best || !best.Check.ShowsByAsking())
            return null;
        // What a cache stores of a page it stores of the page's variants, and that it may do so and does are no causes of their own.
        if (page is { IsStored: true } || (page is not null && page.Mechanism == finding.Mechanism))
            return page;
        if (page is { Mechanism: Diagnosis.Collapsed } && cause.Kind == CheckKind.ReplayedNonce.Code())
            return page;
        if (!cause.IsVariant || cause.Kind == Cause.Leak)
            return null;
        if (Find(cause with { Kind = Cause.Leak }) is { IsStored: true } deceived)
            return deceived;
        return Find(cause with { IsVariant = false }) is { } plain ? HostOf(plain) ?? plain : null;
    }

    private Finding? Find(Cause cause) => _findings.TryGetValue(cause, out var finding) && finding.Best is not null ? finding : null;

    private Finding? TryPlace(Cause cause, Severity severity)
    {
        if (_findings.Count >= capacity)
        {
            var (leastCause, least) = _findings.MinBy(one => (one.Value.Severity, one.Value.Seen, one.Value.Count));
            if (least.Severity >= severity)
            {
                _omitted++;
                return null;
            }

            _omitted += least.Count;
            _findings.Remove(leastCause);
        }

        return _findings[cause] = new Finding(cause);
    }

    private Cause CauseOf(Sighting sighting, out string address)
    {
        // A cold address is the same place.
        address = ColdAddress.NameOf(sighting.Received.Url, site);
        var isVariant = _pages.TryGetValue(address, out var page);
        return new Cause(Cause.KindOf(sighting.Check), sighting.Received.Request.Method.Method, RouteOf(page ?? address), isVariant);
    }

    private string PageOf(Target variant) => ColdAddress.OriginOf(variant.Url, site) + variant.FoundIn;

    private string RouteOf(string address)
    {
        if (_routes.TryGetValue(address, out var route))
            return route;
        route = RoutePattern.Of(address, secrets.IsSecret);

        // A crawl that never ends must not fill memory with addresses either.
        if (_routes.Count < capacity * 10)
            _routes[address] = route;
        return route;
    }
}
