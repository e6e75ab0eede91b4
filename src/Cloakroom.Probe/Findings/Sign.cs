namespace Cloakroom.Probe.Findings;

/// <summary>One of the ways in which a cause shows: a cookie, a text in the body, a name. Guarded by the book's lock.</summary>
internal sealed class Sign(CheckKind check, string detail)
{
    public CheckKind Check => check;

    public string Detail => detail;

    public Severity Severity { get; private set; }

    public long Count { get; private set; }

    /// <summary>The last exchange that had it.</summary>
    public long Number { get; private set; } = -1;

    /// <summary>Whether one response had this and another sign of the cause: then what one of them says of the mechanism holds for both.</summary>
    public bool IsTogether { get; set; }

    /// <summary>Its own mechanism's code, by its best evidence; null while there is none with both exchanges.</summary>
    public string? Mechanism { get; private set; }

    public EvidenceRank Rank { get; private set; }

    public string? Owner { get; private set; }

    public SecretName? Secret { get; private set; }

    public string Place { get; private set; } = "";

    public string Words { get; private set; } = "";

    public Sign Copy() => (Sign)MemberwiseClone();

    /// <returns>Whether it is told best by this one.</returns>
    public bool Take(Sighting sighting, EvidenceRank rank)
    {
        var isBetter = Count == 0 || rank.CompareTo(Rank) > 0;
        Count++;
        Number = sighting.Received.Number;
        Severity = sighting.Severity > Severity ? sighting.Severity : Severity;
        if (isBetter)
            (Rank, Owner, Secret, Place, Words) = (rank, sighting.Owner, sighting.Secret, sighting.Place, sighting.Words);
        return isBetter;
    }

    public void Diagnose(EvidenceRank rank, string mechanism)
    {
        if (rank == Rank && rank.HasSource)
            Mechanism = mechanism;
    }
}
