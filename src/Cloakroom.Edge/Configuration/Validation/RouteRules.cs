using System.Buffers;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Routing;
using Cloakroom.Http;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Patterns of paths, and what would contradict what.</summary>
internal static class RouteRules
{
    private static readonly SearchValues<char> NotInAnEnding = SearchValues.Create("/*?#;\\%");

    public static void Check(RouteOptions routes, ValidationReport report)
    {
        CheckForms(nameof(RouteOptions.Static), routes.Static, report);
        CheckForms(nameof(RouteOptions.Dynamic), routes.Dynamic, report);
        CheckForms(nameof(RouteOptions.SignIn), routes.SignIn, report);
        CheckForms(nameof(RouteOptions.SignOut), routes.SignOut, report);

        Each(nameof(RouteOptions.Static), routes.Static, (key, pattern) =>
        {
            if (pattern is "/**")
                report.Error(key, "'/**' makes every path static, so that nobody could have a session.", "Name the paths of assets: /assets/**.");
        });
        Each(nameof(RouteOptions.Dynamic), routes.Dynamic, (key, pattern) =>
        {
            if (routes.Static.Contains(pattern))
                report.Error(key, $"'{Shown.Of(pattern)}' is in routes.static too.", "Remove it from one of them.");
            else if (pattern is "/**")
                report.Warning(key, "'/**' makes every path dynamic: where a cache stores a static path all the same, cookies reach it.", "Name the paths that are dynamic in spite of their ending.");
        });
        CheckReachable(nameof(RouteOptions.SignIn), routes.SignIn, routes, "sign in", report);
        CheckReachable(nameof(RouteOptions.SignOut), routes.SignOut, routes, "sign out", report);
        CheckDefaults(routes, report);
        if (!routes.StaticDefaults && routes.Static.Count == 0)
            report.Warning(Key(nameof(RouteOptions.StaticDefaults)), "is false and routes.static is empty: no path is static, and cookies go out wherever the response does not look cacheable.", "Name the paths that caches store.");
    }

    /// <returns>What is wrong with a pattern: <c>/path</c> as <see cref="PathPattern"/> has it, or <c>*.ending</c>; null when nothing is.</returns>
    public static string? FindError(string pattern)
    {
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
            return pattern.StartsWith('/') ? PathPattern.FindError(pattern) : "must begin with '/' or with '*.'";
        return pattern.Length == 2 || pattern.AsSpan(2).ContainsAny(NotInAnEnding) ? "must be '*.' and a file ending" : null;
    }

    private static void CheckForms(string list, IList<string> patterns, ValidationReport report)
    {
        Each(list, patterns, (key, pattern) =>
        {
            if (FindError(pattern) is { } error)
                report.Error(key, $"'{Shown.Of(pattern)}' {error}.", "Write /assets/** for everything below, /a/*/b for one level, *.js for a file ending.");
            else if (key != Key(list, patterns.IndexOf(pattern)))
                report.Warning(key, $"'{Shown.Of(pattern)}' is given twice.", "Remove one of them.");
        });
    }

    // A pattern that is matched as if it were a path: '*' stands for itself, so that a family is covered by what covers all of it.
    private static void CheckReachable(string list, IList<string> patterns, RouteOptions routes, string what, ValidationReport report) =>
        Each(list, patterns, (key, pattern) =>
        {
            if (FindError(pattern) is null && AllStatic(routes).FirstOrDefault(other => Covers(other, pattern)) is { } cover && !routes.Dynamic.Any(other => Covers(other, pattern)))
                report.Error(key, $"'{Shown.Of(pattern)}' is static by '{Shown.Of(cover)}': nobody could {what} there.", "Narrow routes.static, or add the path to routes.dynamic.");
        });

    /// <summary>The usual places to sign in are only a guess, so that to declare one static is only odd.</summary>
    private static void CheckDefaults(RouteOptions routes, ValidationReport report)
    {
        if (routes.SignIn.Count > 0)
            return;
        Each(nameof(RouteOptions.Static), routes.Static, (key, pattern) =>
        {
            if (pattern is not "/**" && RouteTable.DefaultSignInPaths.FirstOrDefault(path => Covers(pattern, path) && !routes.Dynamic.Any(other => Covers(other, path))) is { } signIn)
                report.Warning(key, $"'{Shown.Of(pattern)}' makes {signIn} static, where many applications have people sign in: nobody could there.", "Narrow it, or say in routes.signIn where people sign in.");
        });
    }

    private static IEnumerable<string> AllStatic(RouteOptions routes) =>
        routes.StaticDefaults ? [.. routes.Static, .. RouteTable.DefaultStaticPaths, .. RouteTable.DefaultStaticEndings] : routes.Static;

    private static bool Covers(string pattern, string path)
    {
        if (FindError(pattern) is not null)
            return false;
        if (pattern == path)
            return true;
        if (pattern.StartsWith('*'))
            return path.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase);
        return PathPattern.Parse(pattern).Matches(path);
    }

    private static void Each(string list, IList<string> patterns, Action<string, string> check)
    {
        for (var i = 0; i < patterns.Count; i++)
            check(Key(list, i), patterns[i]);
    }

    private static string Key(string name) => OptionKey.Join(nameof(EdgeOptions.Routes), name);

    private static string Key(string list, int index) => OptionKey.At(Key(list), index);
}
