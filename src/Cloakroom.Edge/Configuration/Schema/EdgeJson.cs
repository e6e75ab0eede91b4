using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cloakroom.Edge.Configuration.Schema;

/// <summary>The options as JSON, in the form of <c>edge.json</c>.</summary>
internal static class EdgeJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonNode Write(object options) => JsonSerializer.SerializeToNode(options, Options)!;

    /// <summary>What differs from the defaults, that is, what somebody has set.</summary>
    public static JsonObject WriteWhatIsSet(EdgeOptions options)
    {
        var set = Write(options).AsObject();
        var defaults = new EdgeOptions { Binding = { Domain = options.Binding.Domain } };
        EdgeDefaults.Fill(defaults);
        defaults.Binding.Domain = null;
        Prune(set, Write(defaults).AsObject());
        foreach (var item in Items(set, "upstreams")) Prune(item, Write(new UpstreamOptions()).AsObject());
        foreach (var item in Items(set, "cookies")) Prune(item, Write(new GuardedCookieOptions()).AsObject());
        foreach (var item in Items(set["alerts"]?.AsObject(), "destinations")) Prune(item, Write(new EdgeAlertDestinationOptions()).AsObject());
        return set;
    }

    public static string Text(JsonNode node) => node.ToJsonString(Options);

    private static IEnumerable<JsonObject> Items(JsonObject? set, string list) => set?[list]?.AsArray().Select(item => item!.AsObject()) ?? [];

    private static void Prune(JsonObject set, JsonObject defaults)
    {
        foreach (var (name, value) in set.ToArray())
        {
            var initial = defaults[name];
            if (value is JsonObject inner && initial is JsonObject innerDefaults)
                Prune(inner, innerDefaults);
            if (JsonNode.DeepEquals(value, initial) || value is JsonObject { Count: 0 })
                set.Remove(name);
        }
    }
}
