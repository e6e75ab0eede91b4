using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Schema;

/// <summary>The JSON schema of <c>edge.json</c>, made from the options, for editors.</summary>
internal static class EdgeSchema
{
    private const string DurationPattern = @"^(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$";

    public static string Text { get; } = EdgeJson.Text(Create()) + "\n";

    private static JsonObject Create()
    {
        var shape = EdgeJson.Options.GetJsonSchemaAsNode(typeof(EdgeOptions), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }).AsObject();
        Inline(shape, shape);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Cloakroom edge",
            ["description"] = "Configuration of the Cloakroom edge. Comments and trailing commas are allowed.",
        };
        foreach (var (name, value) in shape)
            schema[name] = value?.DeepClone();
        Describe(schema, OptionNode.Root);
        schema["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string", ["description"] = "Where editors find this schema." });
        return schema;
    }

    /// <summary>The exporter writes a type once and refers to it from then on; but what two options of one type mean, and their defaults, differ.</summary>
    private static void Inline(JsonNode node, JsonObject root)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>())
                Inline(item, root);
            return;
        }

        if (node is not JsonObject properties)
            return;
        if (properties.Remove("$ref", out var reference))
        {
            JsonNode target = root;
            foreach (var segment in reference!.GetValue<string>().Split('/').Skip(1))
                target = target[segment]!;
            foreach (var (name, value) in target.AsObject().ToArray())
                properties[name] = value?.DeepClone();
        }

        foreach (var (_, value) in properties.ToArray())
        {
            if (value is not null)
                Inline(value, root);
        }
    }

    /// <summary>Adds what the exporter does not know: descriptions, defaults and limits.</summary>
    private static void Describe(JsonObject schema, OptionNode node)
    {
        if (node.Item is { } item)
            Describe(schema["items"]!.AsObject(), item);
        foreach (var child in node.Children)
        {
            var property = schema["properties"]![child.JsonName]!.AsObject();
            property.Insert(0, "description", child.Description);
            property.Remove("$comment");
            if (child is { Shape: OptionShape.Value, IsRequired: false, Default: { } initial })
                property["default"] = EdgeJson.Write(initial);
            if (child.ValueType == typeof(TimeSpan))
                property["pattern"] = DurationPattern;
            if (child.Choices is { } choices && !property.ContainsKey("enum"))
                property["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice), .. child.IsNullable ? new JsonNode?[] { null } : []]);
            if (child.Range is { Minimum: int least, Maximum: int most })
                (property["minimum"], property["maximum"]) = (least, most);
            Describe(property, child);
        }

        if (node.Children.Any(child => child.IsRequired))
            schema["required"] = new JsonArray([.. node.Children.Where(child => child.IsRequired).Select(child => (JsonNode)child.JsonName)]);
    }
}
