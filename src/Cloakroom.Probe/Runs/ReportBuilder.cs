using System.Reflection;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Runs;

/// <summary>Puts together what a run found, and what it could not test.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="parts">What has seen it all.</param>
/// <param name="targets">What was to be tried.</param>
/// <param name="left">Trials of the plan; null when there was no plan.</param>
internal sealed class ReportBuilder(ProbeOptions options, RunParts parts, IReadOnlyList<Target> targets, int? left)
{
    public ProbeReport Build(DateTimeOffset startedAt, TimeSpan took, EndReason end)
    {
        var coverage = parts.Coverage;
        var untried = coverage.LeaveOutNeedless();
        var tried = targets.Where(target => !untried.Contains(target)).ToList();
        coverage.MissSilent(tried);
        MissWhatWasLeft(end);
        MissWhatTheSiteRefused();
        LeaveOutWhatWasForgotten();
        var findings = parts.Findings.ToReports();
        var traffic = parts.Counters.Snapshot();
        // Paths may have somebody's id or address in them, and so may what went wrong there.
        var redaction = new Redaction(parts.Secrets, [], parts.Knowledge.SessionCookies);
        Untested[] untested = [.. coverage.Untested.Select(entry => entry with { What = redaction.Text(entry.What), Why = redaction.Text(entry.Why) })];
        var (pairs, leaks) = (coverage.Pairs, coverage.Leaks);
        return new ProbeReport
        {
            Version = typeof(ReportBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0",
            Target = TargetOf(redaction),
            StartedAt = startedAt,
            Seconds = Math.Round(took.TotalSeconds, 1),
            Seed = options.Seed,
            Verdict = VerdictOf(findings, untested, pairs),
            End = end,
            Load = new Load(traffic.Requests, traffic.Failures, traffic.Bytes, Math.Round(traffic.Requests / Math.Max(took.TotalSeconds, 0.001), 1), traffic.ByTactic),
            Confidence = new Confidence(pairs, leaks, LeakRate.UpperBound(leaks, pairs), options.UntilBound),
            Accounts =
            [
                .. options.Accounts.Select(account => new AccountReport(
                    account.Name,
                    parts.Keeper.IsSignedIn(account),
                    parts.Markers.All.Count(marker => marker.Account == account.Name),
                    traffic.ByAccount.GetValueOrDefault(account.Name),
                    parts.Keeper.ProblemOf(account) is { } problem ? redaction.Text(problem) : null)),
            ],
            // Sites may put something personal into their names.
            SessionCookies = [.. parts.Knowledge.SessionCookies.Select(redaction.Text)],
            Findings = findings,
            Omitted = parts.Findings.Omitted,
            Untested = untested,
            Targets = [.. coverage.Report(tried).Select(target => target with { Path = redaction.Path(target.Path) })],
        };
    }

    // Its query may have a key to the site in it.
    private Uri TargetOf(Redaction redaction) => redaction.Path(options.Site.PathAndQuery).Contains('‹', StringComparison.Ordinal)
        ? new Uri(options.Site.GetLeftPart(UriPartial.Authority))
        : options.Site;

    private void LeaveOutWhatWasForgotten()
    {
        if (parts.Inspector.ForgottenCookies is > 0 and var cookies)
        {
            parts.Coverage.LeaveOut(
                $"{cookies} values of cookies", "there was no more room for them: who was given one later was taken for its owner",
                "Make the run shorter, or name cookies that are new in every response and carry no session in sharedCookies.");
        }

        if (parts.Inspector.ForgottenNonces is > 0 and var nonces)
        {
            parts.Coverage.LeaveOut(
                $"{nonces} values that are new in every response", "there was no more room for them: a stored response that came again after that was not known for one by these values",
                "Nothing: those of the last minutes are known, and what is somebody's is found all the same.");
        }
    }

    private void MissWhatTheSiteRefused()
    {
        foreach (var account in options.Accounts)
        {
            // Also those that were signed in at first: what was tried in their name since, was not.
            if (parts.Keeper.ProblemOf(account) is { } problem)
                parts.Coverage.Miss($"account {account.Name}", problem, options.Scenario.SignIn.Count > 0 ? "Mend its values or the scenario's signIn." : "Export its cookies anew, or give signIn in a scenario.");
        }

        foreach (var (host, why) in parts.Manners.HostsDown)
            parts.Coverage.Miss(host, why, "Look at the site, and run again when it answers.");
        if (parts.Manners.Throttled > 0)
            parts.Coverage.Miss("the rate that was asked for", $"the site said {parts.Manners.Throttled} times that it was too much", "Give a lower --rate, or let the site know the probe (--header).");
    }

    private static Verdict VerdictOf(IReadOnlyList<FindingReport> findings, IReadOnlyList<Untested> untested, long pairs)
    {
        if (findings.Any(finding => finding.Severity == Severity.Leak))
            return Verdict.Leaks;
        if (findings.Any(finding => finding.Severity == Severity.Warning))
            return Verdict.Warnings;
        return untested.Any(entry => !entry.IsByChoice) || pairs == 0 ? Verdict.Incomplete : Verdict.Clean;
    }

    private void MissWhatWasLeft(EndReason end)
    {
        var coverage = parts.Coverage;
        var why = end switch
        {
            EndReason.Time => "the time was up",
            EndReason.Requests => "the requests or bytes that are allowed were used up",
            EndReason.Interrupted => "the run was interrupted",
            EndReason.Failed => "the probe itself failed",
            _ => "the site stopped answering, or nobody signed in",
        };
        if (left is null)
            coverage.Miss("everything", $"{why} before there was a plan", "Give it more (--time, --max-requests, --rate), and look at what else could not be tested.");
        if (left > 0)
        {
            coverage.Miss($"{left} trials of the plan", why, "Give it more (--time, --max-requests, --rate), or fewer pages.");
        }

        if (options.UntilBound is { } bound && LeakRate.UpperBound(coverage.Leaks, coverage.Pairs) > bound)
        {
            coverage.Miss(
                "the bound that was asked for",
                $"{coverage.Pairs} pairs are not enough; without a leak it takes {LeakRate.PairsFor(bound)}",
                "Give it more (--time, --max-requests, --rate).");
        }
    }
}
