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
        var table = new StringBuilder("| incident | what goes wrong | without protection | protected | by |\n|---|---|---|---|---|\n");
        foreach (var incident in Incident.All)
        {
            var (stock, guarded) = (await replays.ProbeAsync(incident, Side.Stock), await replays.ProbeAsync(incident, Side.Cloakroom));
            table.Append(CultureInfo.InvariantCulture, $"| {incident.Replay.Name} | {incident.Replay.Mechanism} | {VerdictOf(incident, stock)} | {VerdictOf(incident, guarded)} | {incident.Protection} |\n");
        }

        return table.ToString().TrimEnd();
    }

    private static string VerdictOf(Incident incident, ProbeReport report)
    {
        if (ProbedReplays.Signs(incident, report) is not [var first, ..]) return report.Findings.Any(ProbedReplays.IsAccusation) ? "accused" : "nothing found";
        return first.Severity == Severity.Leak ? "**leaks**" : $"**{first.Check}**";
    }
}
