using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>Writes a scenario as a file for people: what is not the default, with comments.</summary>
internal static class ScenarioWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="scenario">Its users are not written.</param>
    /// <param name="remarks">By member, or under an empty name for the whole: lines that stand before it as comments. A member that is left out has them where it would stand.</param>
    public static string Write(Scenario scenario, IReadOnlyDictionary<string, IReadOnlyList<string>> remarks)
    {
        (string Name, JsonNode? Value)[] members =
        [
            ("hosts", Texts(scenario.Hosts)),
            ("signUp", Steps(scenario.SignUp)),
            ("signIn", Steps(scenario.SignIn)),
            ("signOut", Steps(scenario.SignOut)),
            ("plant", Steps(scenario.Plant)),
            ("journeys", scenario.Journeys.Count == 0 ? null : new JsonObject(scenario.Journeys.Select(journey => KeyValuePair.Create(journey.Key, (JsonNode?)Steps(journey.Value))))),
            ("identity", scenario.Identity.Count == 0 ? null : new JsonArray([.. scenario.Identity.Select(Rule)])),
            ("markers", Texts(scenario.Markers)),
            ("sessionCookies", Texts(scenario.SessionCookies)),
            ("sharedCookies", Texts(scenario.SharedCookies)),
            ("static", Texts(scenario.Static)),
            ("exclude", Texts(scenario.Exclude)),
        ];
        var text = new StringBuilder();
        Comment("", "");
        text.Append("{\n");
        foreach (var (name, value) in members)
        {
            Comment(name, "  ");
            if (value is not null)
                text.Append("  \"").Append(name).Append("\": ").Append(value.ToJsonString(Indented).ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal)).Append(",\n");
        }

        return text.Append("}\n").ToString();

        void Comment(string name, string indent)
        {
            foreach (var line in remarks.TryGetValue(name, out var lines) ? lines : [])
                text.Append(indent).Append("// ").Append(line.ReplaceLineEndings(" ")).Append('\n');
        }
    }

    private static JsonArray? Texts(IReadOnlyList<string> texts) => texts.Count == 0 ? null : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);

    private static JsonArray? Steps(IReadOnlyList<Step> steps) => steps.Count == 0 ? null : new JsonArray([.. steps.Select(Node)]);

    private static JsonNode Node(Step step)
    {
        var node = new JsonObject();
        if (step.Method != "GET")
            node["method"] = step.Method;
        node["path"] = step.Path;
        if (step.Headers.Count > 0)
            node["headers"] = Values(step.Headers);
        if (step.Form is { } form)
            node["form"] = Values(form);
        if (step.Json is { } json)
            node["json"] = json.DeepClone();
        if (step.Extract.Count > 0)
            node["extract"] = new JsonObject(step.Extract.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)Node(value.Value))));
        if (step.Expect.Count > 0)
            node["expect"] = new JsonArray([.. step.Expect.Select(status => JsonValue.Create(status))]);
        if (step.FollowRedirects)
            node["followRedirects"] = true;
        return node.Count == 1 ? JsonValue.Create(step.Path) : node;
    }

    private static JsonObject Rule(IdentityRule rule)
    {
        var node = new JsonObject { ["path"] = rule.Path, ["shows"] = rule.Shows };
        if (rule.In is { } place)
            node["in"] = Node(place);
        return node;
    }

    private static JsonNode Node(Extraction extraction)
    {
        (string Name, string? Value)[] members =
            [("header", extraction.Header), ("pointer", extraction.Pointer), ("selector", extraction.Selector), ("attribute", extraction.Attribute), ("pattern", extraction.Pattern)];
        var given = members.Where(member => member.Value is not null).ToList();
        return given is [("pattern", { } pattern)] ? JsonValue.Create(pattern) : new JsonObject(given.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));
    }

    private static JsonObject Values(IReadOnlyDictionary<string, string> values) => new(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value)));
}
