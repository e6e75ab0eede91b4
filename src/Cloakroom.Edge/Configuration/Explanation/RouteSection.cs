using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Routing;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Per class of paths: what happens to cookies and to caching.</summary>
internal static class RouteSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var routes = options.Routes;
        var lines = new List<ExplainedLine>();
        Add(lines, "static", routes.Static, routes.StaticDefaults ? [.. RouteTable.DefaultStaticPaths, .. RouteTable.DefaultStaticEndings] : [], Static(options));
        Add(lines, "dynamic in spite of that", routes.Dynamic, [], [new("", "As everything else below, but only as long as all readers read the path alike. Make sure that no cache stores these.", IsRisk: routes.Dynamic.Count > 0)]);
        Add(lines, "sign-in", routes.SignIn, routes.SignIn.Count > 0 ? [] : RouteTable.DefaultSignInPaths, SignIn());
        Add(lines, "sign-out", routes.SignOut, routes.SignOut.Count > 0 ? [] : RouteTable.DefaultSignOutPaths, [new("", "As everything else below; signing out also works while control is at read-only.")]);
        lines.Add(new ExplainedLine("everything else", "Guarded cookies are opened for the application and sealed for the browser."));
        lines.AddRange(Dynamic(options));
        return new ExplainedSection("Routes", lines);
    }

    private static IEnumerable<ExplainedLine> Static(EdgeOptions options)
    {
        yield return new ExplainedLine("", options is { Routes.BehindCdn: true, Rules.CookieToStatic: RuleMode.Observe }
            ? "Guarded cookies go on to the application (rules.cookieToStatic is Observe): what it makes of them may be kept by a cache and given to others."
            : "Guarded cookies are dropped before the application sees them.",
            options is { Routes.BehindCdn: true, Rules.CookieToStatic: RuleMode.Observe });
        yield return options.Rules.CookieOnCacheable == RuleMode.Enforce
            ? new ExplainedLine("", "Guarded cookies that it sets are removed (cookie-on-cacheable). Other headers, caching among them, are the application's.")
            : new ExplainedLine("", "Guarded cookies that it sets leave with the response (rules.cookieOnCacheable is Observe): a cache may give them to others.", IsRisk: true);
        yield return options.Routes.BehindCdn
            ? new ExplainedLine("", "A guarded cookie that arrives here is recorded (cookie-to-static): the CDN should have kept it away.")
            : new ExplainedLine("", "That cookies arrive here is normal without a CDN and is not recorded (routes.behindCdn is false).");
    }

    private static IEnumerable<ExplainedLine> SignIn()
    {
        yield return new ExplainedLine("", "Never taken as cacheable. A session that changes here gets a new binding, so that whoever knew the old one knows nothing.");
        yield return new ExplainedLine("", "Shows the maintenance page while control is at sign-in-closed.");
    }

    private static IEnumerable<ExplainedLine> Dynamic(EdgeOptions options)
    {
        yield return new ExplainedLine("", "A response that sets one becomes no-store. One made for a session becomes at least private, with Vary: Cookie.");
        yield return options.Rules.CookieOnCacheable == RuleMode.Enforce
            ? new ExplainedLine("", "A response to GET or HEAD that says it may be kept for everybody (public, s-maxage, max-age, CDN-Cache-Control and the like) loses the guarded cookies that it sets (cookie-on-cacheable).")
            : new ExplainedLine("", "A response to GET or HEAD that says it may be kept for everybody is recorded when it sets a guarded cookie, and becomes no-store (rules.cookieOnCacheable is Observe).");
    }

    private static void Add(List<ExplainedLine> lines, string @class, IList<string> configured, IReadOnlyList<string> defaults, IEnumerable<ExplainedLine> what)
    {
        if (configured.Count + defaults.Count == 0)
            return;
        if (configured.Count > 0)
            lines.Add(new ExplainedLine(@class, string.Join(' ', configured.Select(Shown.Of))));
        if (defaults.Count > 0)
            lines.Add(new ExplainedLine(configured.Count > 0 ? "" : @class, $"{(configured.Count > 0 ? "And by" : "By")} default: {string.Join(' ', defaults)}"));
        lines.AddRange(what);
    }
}
