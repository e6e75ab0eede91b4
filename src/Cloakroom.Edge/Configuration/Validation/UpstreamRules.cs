using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>The application's servers, and how requests go to them.</summary>
internal static class UpstreamRules
{
    private const string Example = "Write http://127.0.0.1:3000.";

    public static void Check(EdgeOptions options, ValidationReport report)
    {
        if (options.Upstreams.Count == 0)
            report.Error(nameof(EdgeOptions.Upstreams), "none is given.", "Say where the application listens: --upstream http://127.0.0.1:3000, or upstreams in edge.json.");
        var seen = new HashSet<Uri>();
        for (var i = 0; i < options.Upstreams.Count; i++)
            CheckUrl(options, OptionKey.Join(OptionKey.At(nameof(EdgeOptions.Upstreams), i), nameof(UpstreamOptions.Url)), options.Upstreams[i].Url, seen, report);
        if (options.Forwarding.HealthPath is { } path && (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal) || path.Contains('#')))
        {
            report.Error(
                OptionKey.Join(nameof(EdgeOptions.Forwarding), nameof(ForwardingOptions.HealthPath)), $"'{Shown.Address(path)}' is not a path.", "Write one that begins with one '/': /healthz.");
        }
    }

    private static void CheckUrl(EdgeOptions options, string key, string text, HashSet<Uri> seen, ValidationReport report)
    {
        if (text.Length == 0)
            report.Error(key, "is not set.", Example);
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            report.Error(key, $"'{Shown.Address(text)}' is not an absolute http or https address.", text.Contains("://", StringComparison.Ordinal) || text.Contains('@') ? Example : $"Write http://{Shown.Address(text)}.");
        else if (url.UserInfo.Length > 0)
            report.Error(key, "has a user name or password in it, which is not sent.", $"Remove it: {Shown.Of(url.GetLeftPart(UriPartial.Scheme))}{Shown.Of(url.Authority)}.");
        else if (url.PathAndQuery != "/" || url.Fragment.Length > 0)
            report.Error(key, $"'{Shown.Address(text)}' has a path, a query or a fragment; paths go to the application as they come.", $"Write {url.GetLeftPart(UriPartial.Authority)}.");
        else if (!seen.Add(url))
            report.Error(key, $"'{Shown.Of(text)}' is given twice.", "Remove one of them.");
        else if (IsThisEdge(options, url))
            report.Error(key, $"'{Shown.Of(text)}' is an address that the edge itself listens on.", "Give the application's address.");
    }

    private static bool IsThisEdge(EdgeOptions options, Uri url)
    {
        if (ListenAddress.TryParse($"http://{url.Host}:{url.Port}", out var target) is not null)
            return false;
        return options.Listen.Append(options.Admin.Listen).Any(text =>
            ListenAddress.TryParse(text, out var address) is null && (!address!.IsAny || target!.IsLoopback) && address.Collides(target!));
    }
}
