using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Tests.Reports;

/// <summary>Every form in which a report leaves the probe.</summary>
internal static class Outputs
{
    public static string Write(ProbeReport report, string kind)
    {
        var writer = new StringWriter();
        switch (kind)
        {
            case "html":
                return HtmlReport.Write(report);
            case "json":
                return JsonReport.Write(report);
            case "junit":
                return JunitReport.Write(report, new FailOn(Severity.Note, true));
            case "sarif":
                return SarifReport.Write(report);
            case "summary":
                TextReport.WriteSummary(report, writer);
                return writer.ToString();
            case "text":
                TextReport.WriteFindings(report, writer);
                return writer.ToString();
            default:
                return string.Join('\n', report.Findings.Select(one => one.Curl));
        }
    }
}
