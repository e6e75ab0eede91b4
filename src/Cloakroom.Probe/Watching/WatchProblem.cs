using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Watching;

/// <summary>Whether a round has tested what a watch is for, in a line.</summary>
internal static class WatchProblem
{
    /// <returns>Null when pairs of all accounts were tried.</returns>
    public static string? Of(ProbeReport report)
    {
        if (report.Failure is { } failure)
            return $"{(report.Confidence.Pairs == 0 ? "nothing was tested: " : "")}{failure}";
        var unusable = report.Accounts.Where(account => account.Problem is not null).ToList();
        if (report.Confidence.Pairs > 0 && unusable.Count == 0)
            return null;
        if (unusable.Count > 0)
            return Plain.Line($"{(report.Confidence.Pairs == 0 ? "nothing was tested: " : "")}{unusable.Count} of {Say.Amount(report.Accounts.Count, "account")} cannot be used, {unusable[0].Name}: {unusable[0].Problem}");
        if (report.End == EndReason.Interrupted)
            return null;
        return report.Untested.Count > 0
            ? Plain.Line($"nothing was tested: {report.Untested[0].What}: {report.Untested[0].Why}. {report.Untested[0].Remedy}")
            : $"nothing was tested: {Say.End(report.End)}";
    }
}
