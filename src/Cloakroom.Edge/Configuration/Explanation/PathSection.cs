using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Routing;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Which class a path falls in, and why.</summary>
internal static class PathSection
{
    public static ExplainedSection Explain(EdgeOptions options, IEnumerable<string> paths)
    {
        var table = new RouteTable(options.Routes);
        var lines = new List<ExplainedLine>();
        foreach (var path in paths)
        {
            var end = path.AsSpan().IndexOfAny('?', '#');
            var asked = end < 0 ? path : path[..end];
            var match = table.Classify(asked);
            lines.Add(new ExplainedLine(Shown.Of(path), Verdict(options, asked, match)));
            lines.Add(new ExplainedLine("", Consequence(match)));
            if (PathReadings.IsPlain(asked))
                continue;
            lines.Add(new ExplainedLine("", "Not everybody reads this path alike; each reading counts, and static wins:"));
            lines.AddRange(PathReadings.Of(asked).Select(reading => new ExplainedLine("", $"  {Shown.Of(reading)}  {Reason(table.Classify(reading))}")));
        }

        return new ExplainedSection("Paths", lines);
    }

    private static string Verdict(EdgeOptions options, string path, RouteMatch match)
    {
        var names = Names(match.Class);
        var exception = PathReadings.IsPlain(path) ? new PatternSet(options.Routes.Dynamic).FindMatch(path, anySegment: false) : null;
        var why =
            match.Pattern is { } pattern ? $"by {Shown.Of(pattern)}{(IsConfigured(options.Routes, pattern) ? "" : " (a default)")}"
            : exception is not null ? $"by {Shown.Of(exception)} in routes.dynamic"
            : "since no pattern says otherwise";
        return $"{char.ToUpperInvariant(names[0])}{names[1..]}, {why}.";
    }

    private static string Consequence(RouteMatch match) =>
        match.IsStatic ? "Guarded cookies neither arrive at the application nor leave it, even where another class applies too."
        : match.IsSignIn ? "Guarded cookies are opened and sealed; the response is never taken as cacheable."
        : "Guarded cookies are opened and sealed; a response that says it may be kept for everybody loses them.";

    private static string Reason(RouteMatch match) => match.Pattern is { } pattern ? $"{Names(match.Class)}, by {Shown.Of(pattern)}" : "dynamic";

    private static string Names(RouteClass @class) => @class == RouteClass.Dynamic
        ? "dynamic"
        : Words.And(new[] { (RouteClass.Static, "static"), (RouteClass.SignIn, "sign-in"), (RouteClass.SignOut, "sign-out") }
            .Where(name => @class.HasFlag(name.Item1)).Select(name => name.Item2));

    private static bool IsConfigured(RouteOptions routes, string pattern) =>
        new[] { routes.Static, routes.Dynamic, routes.SignIn, routes.SignOut }.Any(list => list.Contains(pattern));
}
