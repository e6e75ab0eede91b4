using System.Reflection;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Runs;

/// <summary>Puts together what a run found, and what it could not test.</summary>
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
        var findings = parts.Findings.ToReports();
        var traffic = parts.Counters.Snapshot();
        // Paths may have somebody's id or address in them, and so may what went wrong there.
        var redaction = new Redaction(parts.Secrets, []);
        Untested[] untested = [.. coverage.Untested.Select(entry => entry with { What = redaction.Text(entry.What), Why = redaction.Text(entry.Why) })];
        var (pairs, leaks) = (coverage.Pairs, coverage.Leaks);
        return new ProbeReport
        {
            Version = typeof(ReportBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0",
            Target = options.Site,
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
                    parts.Keeper.ProblemOf(account))),
            ],
            SessionCookies = parts.Knowledge.SessionCookies,
            Findings = findings,
            Omitted = parts.Findings.Omitted,
            Untested = untested,
            Targets = [.. coverage.Report(tried).Select(target => target with { Path = redaction.Path(target.Path) })],
        };
    }

    private void MissWhatTheSiteRefused()
    {
        foreach (var account in options.Accounts)
        {
            // Also those that were signed in at first: what was tried in their name since, was not.
            if (parts.Keeper.ProblemOf(account) is { } problem)
                parts.Coverage.Miss($"account {account.Name}", problem, "Mend its values or the scenario's signIn.");
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
            EndReason.Requests => "the number of requests was used up",
            EndReason.Interrupted => "the run was interrupted",
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
