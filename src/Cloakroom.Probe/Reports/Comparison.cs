using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>What has changed since an earlier run.</summary>
/// <param name="Target">That run's.</param>
/// <param name="StartedAt">That run's.</param>
/// <param name="Verdict">That run's.</param>
/// <param name="Confidence">That run's.</param>
/// <param name="Findings">Of both runs: what is new and worse first.</param>
/// <param name="Untested">Of that run.</param>
internal sealed record Comparison(Uri Target, DateTimeOffset StartedAt, Verdict Verdict, Confidence Confidence, IReadOnlyList<ComparedFinding> Findings, IReadOnlyList<Untested> Untested)
{
    // Counts go with luck and load: less than twice as often is as often.
    private const double Notable = 2;

    public int Count(Change change) => Findings.Count(one => one.Change == change);

    public static Comparison Of(ProbeReport before, ProbeReport now)
    {
        var then = before.Findings.DistinctBy(one => one.Id).ToDictionary(one => one.Id, StringComparer.Ordinal);
        var today = now.Findings.DistinctBy(one => one.Id).ToDictionary(one => one.Id, StringComparer.Ordinal);
        var compared = new List<ComparedFinding>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in today.Values)
        {
            if (Earlier(then, finding) is { } earlier)
            {
                told.Add(earlier.Id);
                told.UnionWith(finding.StandsFor);
                var change = ChangeOf(Rate(before, earlier), Rate(now, finding), earlier.Severity, finding.Severity);
                compared.Add(new(finding.Id, change, finding.Check, finding.Route, finding.Title, earlier.Severity, finding.Severity, earlier.Count, finding.Count, null));
            }
            else
            {
                var why = before.Omitted > 0 ? "the earlier run did not list everything" : WhyUntested(before, finding);
                compared.Add(new(finding.Id, Change.New, finding.Check, finding.Route, finding.Title, null, finding.Severity, 0, finding.Count, why));
            }
        }

        foreach (var finding in then.Values.Where(one => !told.Contains(one.Id)))
        {
            // What was not asked again is not gone.
            var why = now.Omitted > 0 ? "this run does not list everything" : WhyUntested(now, finding);
            compared.Add(new(finding.Id, why is null ? Change.Gone : Change.Unknown, finding.Check, finding.Route, finding.Title, finding.Severity, null, finding.Count, 0, why));
        }

        return new(before.Target, before.StartedAt, before.Verdict, before.Confidence,
            [.. compared.OrderBy(one => one.Change).ThenByDescending(one => one.Now ?? one.Before).ThenBy(one => one.Route, StringComparer.Ordinal)], before.Untested);
    }

    /// <summary>The same cause in the earlier run: by its name, or by the names of those that one of the two stands for.</summary>
    private static FindingReport? Earlier(Dictionary<string, FindingReport> then, FindingReport finding) =>
        then.GetValueOrDefault(finding.Id)
        ?? finding.StandsFor.Select(id => then.GetValueOrDefault(id)).OfType<FindingReport>().MaxBy(one => one.Severity)
        ?? then.Values.FirstOrDefault(one => one.StandsFor.Contains(finding.Id));

    private static Change ChangeOf(double before, double now, Severity then, Severity today)
    {
        if (then != today)
            return today > then ? Change.Worse : Change.Better;
        return now >= before * Notable ? Change.Worse : now <= before / Notable ? Change.Better : Change.Same;
    }

    private static double Rate(ProbeReport report, FindingReport finding)
    {
        var asked = report.Targets.Where(target => TargetMatch.Matches(target, finding)).Sum(target => target.Requests);
        return (double)finding.Count / Math.Max(1, asked > 0 ? asked : report.Load.Requests);
    }

    /// <summary>Why a run could not have seen a finding; null when it could.</summary>
    private static string? WhyUntested(ProbeReport report, FindingReport finding)
    {
        if (report.End is EndReason.Stopped or EndReason.Failed)
            return "the run was stopped";
        var isOfSigningOut = finding.Check == CheckKind.SurvivingSession.Code() || finding.Check == CheckKind.RevivedSession.Code();
        if (isOfSigningOut && report.Untested.FirstOrDefault(one => one.What == Reports.Untested.AfterSigningOut) is { } left)
            return left.Why;
        var targets = report.Targets.Where(target => TargetMatch.Matches(target, finding)).ToList();
        var needsPairs = finding.Check is not ("cookie-on-cacheable" or "personal-storable");
        if (targets.Count == 0)
            return "its address was not asked";
        if (targets.All(target => target.Requests == 0))
            return "its address was not asked";
        if (needsPairs && targets.All(target => target.Pairs == 0))
            return "no pairs were tried there";
        if (needsPairs && finding.Tactics.Count > 0 && !finding.Tactics.Any(tactic => report.Load.ByTactic.GetValueOrDefault(tactic) > 0))
            return $"not tried: {string.Join(", ", finding.Tactics)}";
        var missing = report.Untested.FirstOrDefault(one => targets.Any(target => target.Path == one.What) || one.What == finding.Route || finding.Tactics.All(tactic => tactic == one.What));
        return missing is null ? null : missing.Why;
    }
}

/// <summary>In the order in which they are shown.</summary>
internal enum Change
{
    New,
    Worse,

    /// <summary>There before, not seen now, and not tested now.</summary>
    Unknown,
    Same,
    Better,
    Gone,
}

/// <param name="Id">The finding's, the same in both.</param>
/// <param name="Change">What has become of it.</param>
/// <param name="Check">As <see cref="CheckKinds.Code"/> has it.</param>
/// <param name="Route">With <c>*</c>.</param>
/// <param name="Title">One sentence.</param>
/// <param name="Before">Null when it was not there.</param>
/// <param name="Now">Null when it is not there.</param>
/// <param name="CountBefore">Responses.</param>
/// <param name="CountNow">Responses.</param>
/// <param name="Untested">Why the run that lacks it may have missed it; null when it would have been seen.</param>
internal sealed record ComparedFinding(string Id, Change Change, string Check, string Route, string Title, Severity? Before, Severity? Now, long CountBefore, long CountNow, string? Untested);
