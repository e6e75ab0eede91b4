namespace Cloakroom.Probe.Reports;

/// <summary>What a run found, as it is shown and written. Holds no secret. The JSON document has these names in camel case.</summary>
internal sealed record ProbeReport
{
    /// <summary>Of this document; one up for every change that readers must know of.</summary>
    public int Schema { get; init; } = JsonReport.Schema;

    /// <summary>Of Cloakroom.</summary>
    public required string Version { get; init; }

    public required Uri Target { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Gives the same choices again.</summary>
    public required int Seed { get; init; }

    public required Verdict Verdict { get; init; }

    public required EndReason End { get; init; }

    /// <summary>What the probe itself failed by; null when it did not. What was found until then is in the report.</summary>
    public string? Failure { get; init; }

    public required Load Load { get; init; }

    public required Confidence Confidence { get; init; }

    public required IReadOnlyList<AccountReport> Accounts { get; init; }

    /// <summary>Names of the cookies that are taken for those of the session.</summary>
    public required IReadOnlyList<string> SessionCookies { get; init; }

    /// <summary>Worst first.</summary>
    public required IReadOnlyList<FindingReport> Findings { get; init; }

    /// <summary>Those of the findings that one change mends, worst first.</summary>
    public IReadOnlyList<CauseGroup> Groups => CauseGroup.Of(Findings);

    /// <summary>Responses in which something was wrong as well, and whose causes are not among the findings because there were too many.</summary>
    public long Omitted { get; init; }

    /// <summary>What could not be tested, and so is not clean.</summary>
    public required IReadOnlyList<Untested> Untested { get; init; }

    public required IReadOnlyList<TargetReport> Targets { get; init; }

    /// <summary>With an earlier run; null when none was named.</summary>
    public Comparison? Comparison { get; init; }
}

internal enum Verdict
{
    /// <summary>Everything was tested and nothing found but notes.</summary>
    Clean,

    /// <summary>Nothing found but notes, and not everything was tested.</summary>
    Incomplete,

    Warnings,

    Leaks,
}

internal enum EndReason
{
    /// <summary>The plan was done.</summary>
    Planned,

    /// <summary>The bound that was asked for is reached.</summary>
    Bound,
    Time,
    Requests,
    Interrupted,

    /// <summary>The site could not be asked, or nobody signed in.</summary>
    Stopped,

    /// <summary>By a mistake of the probe's own; see <see cref="ProbeReport.Failure"/>.</summary>
    Failed,
}

/// <param name="Requests">Sent.</param>
/// <param name="Failures">Without an answer, those given up on purpose not counted.</param>
/// <param name="Bytes">Of headers and bodies looked at, after decoding.</param>
/// <param name="RequestsPerSecond">Over the whole run.</param>
/// <param name="ByTactic">Requests by what they were sent for.</param>
internal sealed record Load(long Requests, long Failures, long Bytes, double RequestsPerSecond, IReadOnlyDictionary<string, long> ByTactic);

/// <param name="Pairs">Pairs of two parties at one address in which the second could have got what was the first's.</param>
/// <param name="Leaks">Pairs in which it did.</param>
/// <param name="UpperBound">Of the leak rate, at 95 %: 3/n when there was none (exactly 1 − 0.05^(1/n)), Clopper-Pearson otherwise. 1 without pairs.</param>
/// <param name="AskedFor">Null when no bound was.</param>
internal sealed record Confidence(long Pairs, long Leaks, double UpperBound, double? AskedFor);

/// <param name="Name">Never a value of the account.</param>
/// <param name="IsSignedIn">At the end of the run, as far as the probe knows.</param>
/// <param name="Markers">How many texts it is known by.</param>
/// <param name="Requests">In its name.</param>
/// <param name="Problem">Null when there was none.</param>
internal sealed record AccountReport(string Name, bool IsSignedIn, int Markers, long Requests, string? Problem);

/// <param name="What">An account, an address, a tactic.</param>
/// <param name="Why">In words.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Untested(string What, string Why, string Remedy)
{
    /// <summary>What is asked with the cookies of a session that was signed out.</summary>
    public const string AfterSigningOut = "sessions after signing out";

    /// <summary>Whether it is beyond a limit such as <c>--max-pages</c>: then the verdict is about the rest.</summary>
    public bool IsByChoice { get; init; }
}

/// <param name="Path">Path and query.</param>
/// <param name="Kind">page, asset or variant.</param>
/// <param name="IsPersonal">Whether accounts get different content there.</param>
/// <param name="Requests">Sent there.</param>
/// <param name="Pairs">Pairs tried there.</param>
/// <param name="IsCached">Whether a response came a second time from there: by a nonce, <c>Age</c> or a cache's own header.</param>
/// <param name="Worst">The worst finding there; null when there is none.</param>
internal sealed record TargetReport(string Path, string Kind, bool IsPersonal, long Requests, long Pairs, bool IsCached, Findings.Severity? Worst)
{
    /// <summary>How many had been sent there when the first leak showed; null when none did.</summary>
    public long? RequestsToLeak { get; init; }
}
