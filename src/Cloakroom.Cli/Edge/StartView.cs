using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Journal;
using Spectre.Console;

namespace Cloakroom.Cli.Edge;

/// <summary>What a person sees when the edge has started: what it guards, where, and what to be careful about.</summary>
internal static class StartView
{
    public static void Write(Terminal terminal, EdgeOptions options, IEnumerable<ConfigurationProblem> warnings)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { Padding = new Padding(2, 0, 2, 0), NoWrap = true });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (name, value) in Facts(options))
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));

        terminal.Screen.WriteLine("Cloakroom edge is up.", new Style(decoration: Decoration.Bold));
        terminal.Screen.Write(grid);
        foreach (var warning in warnings) terminal.Screen.WriteLine($"warning: {warning}", new Style(Color.Yellow));
    }

    private static IEnumerable<(string Name, string Value)> Facts(EdgeOptions options)
    {
        yield return ("listens", string.Join(", ", options.Listen.Select(Shown.Of)));
        yield return ("guards", string.Join(", ", options.Cookies.Select(cookie => $"{Shown.Of(cookie.Name)} ({(cookie.Seal ? "sealed" : "on routes only")})")));
        yield return ("in front of", string.Join(", ", options.Upstreams.Select(upstream => Shown.Address(upstream.Url))));
        yield return ("keeps", options.Store.InMemory ? "nothing (in memory)" : $"keys and records in {Shown.Of(options.Store.Directory)}");
        yield return ("status", options.Admin.Listen.Length == 0 ? "off" : Shown.Of(options.Admin.Listen));
        if (Observed(options.Rules) is { Length: > 0 } observed)
            yield return ("observes", $"{observed}: recorded, and let through");
        if (options.Adoption.Until is { } until)
            yield return ("adopts", $"unsealed cookies until {until:yyyy-MM-dd HH:mm zzz}");
    }

    private static string Observed(EdgeRuleOptions rules) => string.Join(
        ", ",
        new[]
        {
            ("foreign-binding", rules.ForeignBinding), ("duplicate-issue", rules.DuplicateIssue), ("foreign-owner", rules.ForeignOwner),
            ("cookie-on-cacheable", rules.CookieOnCacheable), ("cookie-to-static", rules.CookieToStatic),
        }.Where(rule => rule.Item2 == RuleMode.Observe).Select(rule => rule.Item1));
}
