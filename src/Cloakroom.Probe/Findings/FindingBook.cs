using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>Makes findings of sightings: one for each cause. Safe to use by many at once.</summary>
/// <param name="secrets">Values of accounts vary in paths; everything that is shown is redacted by them.</param>
/// <param name="capacity">How many causes are told apart. Beyond it the least bad make way for worse ones, and what has no place is only counted.</param>
internal sealed class FindingBook(ISecretForms secrets, int capacity = FindingBook.DefaultCapacity)
{
    public const int DefaultCapacity = 300;

    private readonly Lock _gate = new();
    private readonly Dictionary<Cause, Finding> _findings = [];
    private readonly ConcurrentDictionary<string, string> _routes = new(StringComparer.Ordinal);
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

    /// <summary>Causes of that severity.</summary>
    public int CountOf(Severity severity)
    {
        lock (_gate)
            return _findings.Values.Count(one => one.Severity == severity);
    }

    /// <returns>Whether its cause was not known before.</returns>
    public bool Add(Sighting sighting)
    {
        var cause = CauseOf(sighting);
        bool isNew, isBetter;
        Finding? finding;
        lock (_gate)
        {
            isNew = !_findings.TryGetValue(cause, out finding);
            if (isNew && (finding = TryPlace(cause, sighting.Severity)) is null)
                return false;
            finding!.Take(sighting);
            isBetter = finding.IsBetter(sighting);
        }

        if (isBetter)
        {
            // Reads the whole body, so not under the lock.
            var evidence = Evidence.Of(sighting);
            lock (_gate)
            {
                if (finding.IsBetter(sighting))
                    finding.Best = evidence;
            }
        }

        return isNew;
    }

    /// <summary>The id of the finding that a sighting belongs to, there or not: how a second try tells whether it saw the same.</summary>
    public string IdOf(Sighting sighting) => CauseOf(sighting).Id();

    /// <summary>What was not tried again yet, worst first, and not more often than asked for.</summary>
    public IReadOnlyList<Suspicion> Unconfirmed(Severity atLeast = Severity.Note, int tries = 1)
    {
        lock (_gate)
        {
            return [.. Ranked()
                .Where(one => one.Severity >= atLeast && one.Tried < tries && one.Best is not null && one.Check.ShowsByAsking())
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

    /// <summary>The worst so far; null while there is nothing.</summary>
    public Severity? Worst()
    {
        lock (_gate)
            return _findings.Count == 0 ? null : _findings.Values.Max(one => one.Severity);
    }

    /// <summary>Redacted, worst first.</summary>
    public IReadOnlyList<FindingReport> ToReports()
    {
        List<Finding> ready;
        lock (_gate)
            ready = [.. Ranked().Where(one => one.Best is not null).Select(one => one.Copy())];

        // Takes its time with many secrets, and the run may go on.
        var redaction = new Redaction(secrets, ready.SelectMany(one => Exchanges(one.Best!)));
        return [.. ready.Select(one => FindingWords.Report(one, redaction))];
    }

    private static IEnumerable<Exchange> Exchanges(Evidence evidence) =>
        evidence.Source is null ? [evidence.Received.Exchange] : [evidence.Source.Exchange, evidence.Received.Exchange];

    private IEnumerable<Finding> Ranked() => _findings.Values
        .OrderByDescending(one => one.Severity)
        .ThenByDescending(one => one.Seen > 0)
        .ThenByDescending(one => one.Count)
        .ThenBy(one => one.Id, StringComparer.Ordinal);

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

        return _findings[cause] = new Finding(cause.Id(), cause.Check, cause.Route, cause.Detail);
    }

    private Cause CauseOf(Sighting sighting)
    {
        // A cold address is the same place.
        var url = ColdAddress.PathAndQuery(sighting.Received.Url);
        if (!_routes.TryGetValue(url, out var route))
        {
            route = RoutePattern.Of(url, secrets.IsSecret);

            // A crawl that never ends must not fill memory with addresses either.
            if (_routes.Count < capacity * 10)
                _routes[url] = route;
        }

        return new Cause(sighting.Check, sighting.Received.Request.Method.Method, route, sighting.Detail);
    }

    private readonly record struct Cause(CheckKind Check, string Method, string Route, string Detail)
    {
        public string Id() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Check.Code()}\n{Method}\n{Route}\n{Detail}")))[..12];
    }
}
