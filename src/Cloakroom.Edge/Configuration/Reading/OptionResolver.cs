using System.Globalization;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>Finds the option that a setting means, whatever the source's spelling.</summary>
internal static class OptionResolver
{
    public static ResolvedSetting Resolve(Setting setting)
    {
        var node = OptionNode.Root;
        var key = "";
        string? list = null;
        var segments = setting.Key.Split(':');
        for (var i = 0; i < segments.Length; i++)
        {
            var raw = string.Join(':', segments[..(i + 1)]);
            var child = Below(node, segments[i]);
            if (child is null)
            {
                var refused = node.Shape == OptionShape.Object ? raw : string.Join(':', segments[..i]);
                return new ResolvedSetting(key, node, list, Refusal(setting, node, key, segments[i], segments[(i + 1)..]), refused);
            }

            list ??= node.Shape == OptionShape.List ? key : null;
            key = node.Shape == OptionShape.List ? OptionKey.At(key, int.Parse(segments[i], CultureInfo.InvariantCulture)) : OptionKey.Join(key, child.Name);
            node = child;
        }

        return new ResolvedSetting(key, node, list, ShapeProblem(setting, node, key));
    }

    private static OptionNode? Below(OptionNode node, string segment) => node.Shape switch
    {
        OptionShape.Object => node.Child(segment),
        OptionShape.List when OptionKey.IsIndex(segment, out _) => node.Item,
        _ => null,
    };

    private static ConfigurationProblem Refusal(Setting setting, OptionNode node, string key, string segment, string[] rest)
    {
        if (node.Shape != OptionShape.Object)
            return Wrong(setting, node, key);
        var meant = DidYouMean.Option(key, node, segment);
        var remedy = meant is null
            ? $"Known here: {string.Join(", ", node.Children.Select(child => child.JsonName))}."
            : $"Did you mean {Spell(setting, setting.Place.NamesOption ? string.Join(':', [meant, .. rest]) : meant)}?";
        return new ConfigurationProblem(true, setting.Place, OptionKey.Join(key, segment), "there is no such option.", remedy) { Meant = meant };
    }

    private static ConfigurationProblem? ShapeProblem(Setting setting, OptionNode node, string key) => setting.Shape switch
    {
        SettingShape.Null when node.Name.Length == 0 => new ConfigurationProblem(true, setting.Place, key, "is null.", "Fill it in, or remove it."),
        SettingShape.Null => null,
        SettingShape.Value when node.Shape == OptionShape.Value => null,
        SettingShape.Object when node.Shape == OptionShape.Object => null,
        SettingShape.List when node.Shape == OptionShape.List => null,
        _ => Wrong(setting, node, key),
    };

    private static ConfigurationProblem Wrong(Setting setting, OptionNode node, string key)
    {
        var what = node.Shape switch
        {
            OptionShape.List => "is a list.",
            OptionShape.Object => "has options of its own.",
            _ => "is a single value.",
        };
        if (!setting.Place.NamesOption)
            return new ConfigurationProblem(true, setting.Place, key, what, $"Write {Example(node)}.");
        var below = node.All(key).First(option => option.Node.Shape == OptionShape.Value).Key;
        return new ConfigurationProblem(true, setting.Place, key, what, $"Set {Spell(setting, below)}.");
    }

    private static string Example(OptionNode node) => node.Shape switch
    {
        OptionShape.List => $"[ {Example(node.Item!)}, … ]",
        OptionShape.Object => $"{{ \"{node.Children[0].JsonName}\": … }}",
        _ => "\"…\"",
    };

    private static string Spell(Setting setting, string key) =>
        setting.Place.NamesOption ? EnvironmentSource.Prefix + key.Replace(":", "__", StringComparison.Ordinal) : OptionKey.Show(key);
}
