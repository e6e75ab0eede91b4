using System.Diagnostics;
using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Findings;

/// <summary>One cause while a run goes on, with the best evidence so far. Guarded by the book's lock.</summary>
internal sealed class Finding(string id, CheckKind check, string route, string detail)
{
    public string Id => id;

    public CheckKind Check => check;

    public string Route => route;

    public string Detail => detail;

    public Severity Severity { get; private set; }

    public long Count { get; private set; }

    public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    public SortedSet<string> Tactics { get; private set; } = new(StringComparer.Ordinal);

    public int Tried { get; set; }

    public int Seen { get; set; }

    /// <summary>Null until the first is taken in.</summary>
    public Evidence? Best { get; set; }

    public Finding Copy()
    {
        var copy = (Finding)MemberwiseClone();
        copy.Tactics = new SortedSet<string>(Tactics, StringComparer.Ordinal);
        return copy;
    }

    public void Take(Sighting sighting)
    {
        Count++;
        var at = sighting.Received.At;
        First = at < First ? at : First;
        Last = at > Last ? at : Last;
        Severity = sighting.Severity > Severity ? sighting.Severity : Severity;
        Tactics.Add(sighting.Received.Request.Tactic);
    }

    /// <summary>Worse first, then with a source, then the closest in time.</summary>
    public bool IsBetter(Sighting sighting)
    {
        if (Best is not { } best)
            return true;
        if (sighting.Severity != best.Severity)
            return sighting.Severity > best.Severity;
        if (sighting.Source is null != best.Source is null)
            return sighting.Source is not null;
        return Evidence.DistanceOf(sighting) < best.Distance;
    }
}

/// <summary>What a finding is shown with.</summary>
internal sealed record Evidence(Severity Severity, string? Owner, SecretName? Secret, string Place, string Words, KeptExchange? Source, KeptExchange Received, TimeSpan Distance)
{
    public bool IsPathVariant => Received.Exchange.Request.Tactic == Tactic.PathVariant || Source?.Exchange.Request.Tactic == Tactic.PathVariant;

    /// <summary>From the source's answer to this one's sending; null without a source. Negative while the source was under way.</summary>
    public TimeSpan? Gap => Source is null ? null : Stopwatch.GetElapsedTime(Source.Exchange.Answered, Received.Exchange.Sent);

    public static Evidence Of(Sighting sighting) => new(
        sighting.Severity,
        sighting.Owner,
        sighting.Secret,
        sighting.Place,
        sighting.Words,
        sighting.Source is null ? null : KeptExchange.Of(sighting.Source, sighting.Place),
        KeptExchange.Of(sighting.Received, sighting.Place),
        DistanceOf(sighting));

    public static TimeSpan DistanceOf(Sighting sighting) => sighting.Source is { } source
        ? Stopwatch.GetElapsedTime(source.Answered, sighting.Received.Sent).Duration()
        : TimeSpan.MaxValue;
}
