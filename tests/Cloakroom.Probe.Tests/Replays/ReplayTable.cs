using System.Globalization;
using System.Text;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>The replays as <c>docs/probe.md</c> shows them.</summary>
internal static class ReplayTable
{
    public static async Task<string> OfAsync(ProbedReplays replays)
    {
        var table = new StringBuilder("| incident | what goes wrong | unprotected | protected | by |\n|---|---|---|---|---|\n");
        foreach (var incident in Incident.All)
        {
            var (stock, guarded) = (await replays.ProbeAsync(incident, Side.Stock), await replays.ProbeAsync(incident, Side.Cloakroom));
            table.Append(CultureInfo.InvariantCulture, $"| {incident.Replay.Name} | {incident.Replay.Mechanism} | {VerdictOf(stock, incident)} | {VerdictOf(guarded, null)} | {incident.Protection} |\n");
        }

        return table.ToString().TrimEnd();
    }

    private static string VerdictOf(ProbeReport report, Incident? unprotected)
    {
        if (report.Findings.Any(finding => finding.Severity == Severity.Leak)) return "**leaks**";
        return unprotected?.WhyNot is { } why ? $"not to be seen from outside: {why}" : "no leak";
    }
}
