namespace Cloakroom.Probe.Reports;

/// <summary>What the exit status of <c>cloakroom probe</c> says. 2 is a wrong command line, as everywhere.</summary>
internal static class ProbeExit
{
    /// <summary>Nothing at or above what fails.</summary>
    public const int Clean = 0;

    /// <summary>Findings at or above what fails.</summary>
    public const int Findings = 1;

    /// <summary>No such finding, and not everything was tested.</summary>
    public const int Incomplete = 3;

    /// <summary>Ended by Ctrl-C: 128 + SIGINT. The command makes 143 or 129 of it where it was SIGTERM or SIGHUP.</summary>
    public const int Interrupted = 130;

    /// <summary>Findings outrank what is untested, and being interrupted outranks both. A run that tested nothing is incomplete whatever was asked for.</summary>
    public static int Of(ProbeReport report, FailOn failOn)
    {
        if (report.End == EndReason.Interrupted)
            return Interrupted;
        if (report.Findings.Any(one => one.Severity >= failOn.AtLeast) || report.Verdict == Verdict.Leaks)
            return Findings;
        if (report.End is EndReason.Stopped or EndReason.Failed || report.Confidence.Pairs == 0)
            return Incomplete;
        return failOn.Incomplete && (report.Untested.Any(one => !one.IsByChoice) || report.Verdict == Verdict.Incomplete) ? Incomplete : Clean;
    }
}
