using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>Which findings belong to which targets.</summary>
internal static class TargetMatch
{
    public static bool Matches(TargetReport target, FindingReport finding) =>
        PathOf(finding) == target.Path || RoutePattern.Of(target.Path) == finding.Route;

    private static string PathOf(FindingReport finding)
    {
        var url = finding.Received.Url;
        var start = url.IndexOf("://", StringComparison.Ordinal);
        var slash = start < 0 ? -1 : url.IndexOf('/', start + 3);
        return slash < 0 ? url : url[slash..];
    }
}
