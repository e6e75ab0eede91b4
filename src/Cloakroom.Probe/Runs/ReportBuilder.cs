using System.Reflection;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Runs;

/// <summary>Puts together what a run found, and what it could not test.</summary>
internal sealed class ReportBuilder(ProbeOptions options, RunParts parts, IReadOnlyList<Target> targets, int left)
{
    public ProbeReport Build(DateTimeOffset startedAt, TimeSpan took, EndReason end)
    {
        var coverage = parts.Coverage;
        coverage.MissSilent(targets);
        MissWhatWasLeft(end);
        var findings = parts.Findings.ToReports();
        var untested = coverage.Untested;
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
            Load = parts.Counters.ToLoad(took),
            Confidence = new Confidence(pairs, leaks, LeakRate.UpperBound(leaks, pairs), options.UntilBound),
            Accounts =
            [
                .. options.Accounts.Select(account => new AccountReport(
                    account.Name,
                    parts.Keeper.IsSignedIn(account),
                    parts.Markers.All.Count(marker => marker.Account == account.Name),
                    parts.Counters.RequestsOf(account.Name),
                    parts.Keeper.ProblemOf(account))),
            ],
            SessionCookies = parts.SessionCookies,
            Findings = findings,
            Untested = untested,
            Targets = coverage.Report(targets),
        };
    }

    private static Verdict VerdictOf(IReadOnlyList<FindingReport> findings, IReadOnlyList<Untested> untested, long pairs)
    {
        if (findings.Any(finding => finding.Severity == Severity.Leak))
            return Verdict.Leaks;
        if (findings.Any(finding => finding.Severity == Severity.Warning))
            return Verdict.Warnings;
        return untested.Count > 0 || pairs == 0 ? Verdict.Incomplete : Verdict.Clean;
    }

    private void MissWhatWasLeft(EndReason end)
    {
        var coverage = parts.Coverage;
        if (left > 0)
        {
            var why = end switch
            {
                EndReason.Time => "the time was up",
                EndReason.Requests => "the number of requests was used up",
                EndReason.Interrupted => "the run was interrupted",
                _ => "the site stopped answering",
            };
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
