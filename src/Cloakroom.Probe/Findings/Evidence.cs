using System.Diagnostics;
using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Findings;

/// <summary>What a finding is shown with.</summary>
internal sealed record Evidence(Severity Severity, string? Owner, SecretName? Secret, string Place, string Words, KeptExchange? Source, KeptExchange Received, TimeSpan Distance)
{
    public required CheckKind Check { get; init; }

    public required string Detail { get; init; }

    public bool IsPathVariant { get; init; }

    /// <summary>From the source's answer to this one's sending; null without a source. Negative while the source was under way.</summary>
    public TimeSpan? Gap => Source is null ? null : Stopwatch.GetElapsedTime(Source.Exchange.Answered, Received.Exchange.Sent);

    /// <param name="sighting">With whole bodies.</param>
    /// <param name="isVariant">Whether its address is known for a variant of a page's; a second try does not say so itself.</param>
    public static Evidence Of(Sighting sighting, bool isVariant = false) => new(
        sighting.Severity,
        sighting.Owner,
        sighting.Secret,
        sighting.Place,
        sighting.Words,
        sighting.Source is null ? null : KeptExchange.Of(sighting.Source, sighting.Place),
        KeptExchange.Of(sighting.Received, sighting.Place),
        DistanceOf(sighting))
    {
        Check = sighting.Check,
        Detail = sighting.Detail,
        IsPathVariant = isVariant || sighting.Received.Request.Tactic == Tactic.PathVariant || sighting.Source?.Request.Tactic == Tactic.PathVariant,
    };

    public static TimeSpan DistanceOf(Sighting sighting) => sighting.Source is { } source
        ? Stopwatch.GetElapsedTime(source.Answered, sighting.Received.Sent).Duration()
        : TimeSpan.MaxValue;
}

/// <summary>How much a sighting tells. Worst first, then with a source; then one after the other, since two at once leave open whether anything was stored; then one whose headers tell that it was; then the closest in time.</summary>
internal readonly record struct EvidenceRank(Severity Severity, bool HasSource, bool IsInTurn, bool TellsOfACache, CheckKind Check, TimeSpan Distance) : IComparable<EvidenceRank>
{
    public static EvidenceRank Of(Sighting sighting) => new(
        sighting.Severity,
        sighting.Source is not null,
        sighting.Source is { } source && source.Answered <= sighting.Received.Sent,
        Diagnosis.TellsOfACache(sighting.Source, sighting.Received),
        sighting.Check,
        Evidence.DistanceOf(sighting));

    public int CompareTo(EvidenceRank other) =>
        (Severity, HasSource, IsInTurn, TellsOfACache, other.Check, other.Distance).CompareTo((other.Severity, other.HasSource, other.IsInTurn, other.TellsOfACache, Check, Distance));
}
