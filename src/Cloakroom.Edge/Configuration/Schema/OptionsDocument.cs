using System.Globalization;
using System.Text;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Routing;

namespace Cloakroom.Edge.Configuration.Schema;

/// <summary>All options as Markdown, for <c>docs/edge-configuration.md</c>.</summary>
internal static class OptionsDocument
{
    public static string Write()
    {
        var text = new StringBuilder();
        WriteTable(text, "Top level", OptionNode.Root, "");
        foreach (var (key, node) in OptionNode.Root.All())
        {
            if (node.Shape == OptionShape.Object && key.Length > 0)
                WriteTable(text, $"`{Path(key)}`", node, key);
        }

        text.Append("### Patterns by default\n\n");
        WritePatterns(text, "Static paths", RouteTable.DefaultStaticPaths);
        WritePatterns(text, "Static file endings", RouteTable.DefaultStaticEndings);
        WritePatterns(text, "Sign-in", RouteTable.DefaultSignInPaths);
        WritePatterns(text, "Sign-out", RouteTable.DefaultSignOutPaths);
        return text.ToString();
    }

    private static void WritePatterns(StringBuilder text, string title, IReadOnlyList<string> patterns) =>
        text.Append(CultureInfo.InvariantCulture, $"- {title}: {string.Join(", ", patterns.Select(pattern => $"`{pattern}`"))}\n");

    private static void WriteTable(StringBuilder text, string title, OptionNode parent, string parentKey)
    {
        text.Append(CultureInfo.InvariantCulture, $"### {title}\n\n");
        text.Append("| option | type | default | meaning |\n|---|---|---|---|\n");
        foreach (var child in parent.Children)
        {
            var restart = child.NeedsRestart ? " *Takes a restart.*" : "";
            text.Append(CultureInfo.InvariantCulture, $"| `{child.JsonName}` | {Type(child)} | {Default(child, OptionKey.Join(parentKey, child.Name))} | {child.Description.Replace("|", "\\|", StringComparison.Ordinal)}{restart} |\n");
        }

        text.Append('\n');
    }

    private static string Path(string key) => OptionKey.Show(key).Replace("[0]", "[]", StringComparison.Ordinal);

    private static string Type(OptionNode node) => node.Shape switch
    {
        OptionShape.List => $"list of {(node.Item!.Shape == OptionShape.Object ? "objects" : "texts")}",
        OptionShape.Object => "object",
        _ when node.Choices is { } choices => string.Join(", ", choices.Select(choice => $"`{choice}`")),
        _ => Name(node) + (node.Range is { } range ? $", {Limits(range.Minimum, range.Maximum)}" : ""),
    };

    private static string Name(OptionNode node) =>
        node.ValueType == typeof(bool) ? "true or false"
        : node.ValueType == typeof(TimeSpan) ? "duration"
        : node.ValueType == typeof(DateTimeOffset) ? "date and time"
        : node.ValueType == typeof(string) ? "text"
        : "whole number";

    private static string Limits(object least, object most) =>
        most is long.MaxValue ? $"{least} or more" : string.Create(CultureInfo.InvariantCulture, $"{OptionText.Limit(least)} to {OptionText.Limit(most)}");

    private static string Default(OptionNode node, string key) => node.Shape switch
    {
        OptionShape.List when EdgeDefaults.Lists.TryGetValue(key, out var items) => string.Join(", ", items.Select(item => $"`{item}`")),
        OptionShape.List => key is "Routes:SignIn" or "Routes:SignOut" ? "the usual, below" : "none",
        _ when node.IsRequired => "required",
        OptionShape.Object => node.IsNullable ? "none" : "see below",
        _ => node.Default switch
        {
            null or "" => "none",
            TimeSpan duration => $"`{duration:c}`",
            bool flag => flag ? "`true`" : "`false`",
            var value => $"`{value}`",
        },
    };
}
