using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Watching;

/// <summary>One round of a watch, when it is over.</summary>
/// <param name="Number">From 1.</param>
/// <param name="EndedAt">UTC.</param>
/// <param name="Report">Null when the probe itself failed.</param>
internal sealed record WatchRound(int Number, DateTimeOffset EndedAt, ProbeReport? Report)
{
    /// <summary>What is to be raised: new, back again, or still there after a day.</summary>
    public IReadOnlyList<FindingReport> Raised { get; init; } = [];

    /// <summary>Ids of what was raised before and is gone: not seen in three rounds that looked there.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>How many findings that were raised are there now, as far as is known.</summary>
    public int Present { get; init; }

    /// <summary>Why it could not test as it should, in a line with the remedy; null when it could. Single pages that could not be tested are in the report.</summary>
    public string? Problem { get; init; }

    /// <summary>The end of the last round that tried pairs; null when there was none.</summary>
    public DateTimeOffset? LastTestedAt { get; init; }

    /// <summary>Whether pairs were tried in this one.</summary>
    public bool HasTested => Report is { Confidence.Pairs: > 0 };
}
