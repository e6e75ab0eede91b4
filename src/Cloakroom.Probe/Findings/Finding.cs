namespace Cloakroom.Probe.Findings;

/// <summary>One cause while a run goes on, with the best evidence so far. Guarded by the book's lock.</summary>
internal sealed class Finding(Cause cause)
{
    /// <summary>Told apart; a site that makes up names of cookies must not fill memory.</summary>
    private const int MaxSigns = 24;

    private const int MaxAddresses = 64;

    /// <summary>More responses of one route are hardly looked at at once.</summary>
    private const int MaxAtOnce = 32;

    // A mix-up that happens every other time would do this once in sixty-four.
    private const int FewestRounds = 3;

    private readonly long[] _lately = new long[MaxAtOnce];
    private int _next;
    private EvidenceRank _rank;
    private string _mechanism = "";
    private int _rounds;
    private bool _isOtherwise;

    public Cause Cause => cause;

    public string Id { get; } = cause.Id();

    public Severity Severity { get; private set; }

    /// <summary>Responses, however many signs each had.</summary>
    public long Count { get; private set; }

    public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    public SortedSet<string> Tactics { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<(CheckKind Check, string Detail), Sign> Signs { get; private set; } = [];

    /// <summary>Where it was seen, and in how many responses.</summary>
    public Dictionary<string, long> Addresses { get; private set; } = new(StringComparer.Ordinal);

    public bool HasMoreAddresses { get; private set; }

    public int Tried { get; set; }

    public int Seen { get; set; }

    /// <summary>Null until the first is taken in.</summary>
    public Evidence? Best { get; private set; }

    /// <summary>The code of what has probably happened, by the best evidence.</summary>
    public string Mechanism => CodeOf(_mechanism);

    /// <summary>
    /// Whenever the owner and then the receiver asked at one address it came, and never when they asked at two: what an application mixes up by itself does not go by the
    /// address, and what is stored does.
    /// </summary>
    public bool GoesByAddress => !_isOtherwise && _rounds >= FewestRounds;

    /// <summary>The code of a sign's or its own mechanism, given that.</summary>
    public string CodeOf(string mechanism) => GoesByAddress && Diagnosis.HasNoCacheInSight(mechanism) ? Diagnosis.ByAddress(cause.IsVariant) : mechanism;

    /// <summary>A cache has stored what is somebody's, so that whatever else speaks of that at the same route is the same cause.</summary>
    public bool IsStored => Severity == Severity.Leak && Mechanism is Diagnosis.CacheReplay or Diagnosis.PathConfusion;

    public Finding Copy()
    {
        var copy = (Finding)MemberwiseClone();
        copy.Tactics = new SortedSet<string>(Tactics, StringComparer.Ordinal);
        copy.Signs = Signs.ToDictionary(one => one.Key, one => one.Value.Copy());
        copy.Addresses = new Dictionary<string, long>(Addresses, StringComparer.Ordinal);
        return copy;
    }

    /// <returns>Whether it is worth being kept as evidence: then <see cref="Keep"/> is next.</returns>
    public bool Take(Sighting sighting, string address, EvidenceRank rank)
    {
        if (!_lately.Contains(sighting.Received.Number))
        {
            _lately[_next++ % MaxAtOnce] = sighting.Received.Number;
            Count++;
            if (Addresses.ContainsKey(address) || Addresses.Count < MaxAddresses)
                Addresses[address] = Addresses.GetValueOrDefault(address) + 1;
            else
                HasMoreAddresses = true;
        }

        var at = sighting.Received.At;
        First = at < First ? at : First;
        Last = at > Last ? at : Last;
        Severity = sighting.Severity > Severity ? sighting.Severity : Severity;
        Tactics.Add(sighting.Received.Request.Tactic);
        return TakeSign(sighting, rank) || IsBest(rank);
    }

    public void Keep(Evidence evidence, EvidenceRank rank, string mechanism)
    {
        if (Signs.TryGetValue((evidence.Check, evidence.Detail), out var sign))
            sign.Diagnose(rank, mechanism);
        if (IsBest(rank))
            (Best, _rank, _mechanism) = (evidence, rank, mechanism);
    }

    /// <summary>It was tried at one address and at two.</summary>
    public void TriedByAddress(bool atOne, bool atTwo)
    {
        _rounds++;
        _isOtherwise |= !atOne || atTwo;
    }

    private bool IsBest(EvidenceRank rank) => Best is null || rank.CompareTo(_rank) > 0;

    private bool TakeSign(Sighting sighting, EvidenceRank rank)
    {
        if (!Signs.TryGetValue((sighting.Check, sighting.Detail), out var sign))
        {
            if (Signs.Count >= MaxSigns)
                return false;
            Signs[(sighting.Check, sighting.Detail)] = sign = new Sign(sighting.Check, sighting.Detail);
        }

        var isBetter = sign.Take(sighting, rank);
        foreach (var other in Signs.Values)
        {
            if (other != sign && other.Number == sign.Number)
                other.IsTogether = sign.IsTogether = true;
        }

        return isBetter && !sign.IsTogether;
    }
}
