using System.Text.RegularExpressions;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>Settings from variables such as <c>CLOAKROOM_EDGE_Upstreams__0__Url</c>.</summary>
internal static partial class EnvironmentSource
{
    public const string Prefix = "CLOAKROOM_EDGE_";

    public static IEnumerable<Setting> Read(IReadOnlyDictionary<string, string> variables, List<ConfigurationProblem> problems)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || IsOfKubernetes().IsMatch(name))
                continue;
            var place = new SettingPlace(name, NamesOption: true);
            var key = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            if (!settings.TryAdd(key, new Setting(key, SettingShape.Value, value, place)))
                problems.Add(new ConfigurationProblem(true, place, key, $"differs from {settings[key].Place.Text} only in case.", "Unset one of them."));
        }

        return settings.Values;
    }

    // What Kubernetes puts into the environment of every pod beside a service called cloakroom-edge.
    [GeneratedRegex("^CLOAKROOM_EDGE_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$")]
    private static partial Regex IsOfKubernetes();
}
