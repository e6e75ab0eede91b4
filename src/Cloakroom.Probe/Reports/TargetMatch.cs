using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>Which findings belong to which targets.</summary>
internal static class TargetMatch
{
    /// <summary>A path variant belongs to what was seen at it; everything else to its route.</summary>
    public static bool Matches(TargetReport target, FindingReport finding) =>
        (finding.Route.StartsWith('/') && PathOf(finding) == target.Path) || finding.Addresses.Any(one => one.Path == target.Path) || (target.Kind != "variant" && RoutePattern.Of(target.Path) == finding.Route);

    private static string PathOf(FindingReport finding)
    {
        var url = finding.Received.Url;
        var start = url.IndexOf("://", StringComparison.Ordinal);
        var slash = start < 0 ? -1 : url.IndexOf('/', start + 3);
        return slash < 0 ? url : url[slash..];
    }
}
