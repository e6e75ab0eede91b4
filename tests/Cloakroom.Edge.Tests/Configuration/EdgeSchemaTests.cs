using System.Text.Json.Nodes;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Configuration.Schema;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Configuration;

public sealed class EdgeSchemaTests
{
    [Fact]
    public void CommittedSchema_IsWhatTheOptionsGenerate()
    {
        var committed = Repository.PathOf("src", "Cloakroom.Edge", "Configuration", "edge.schema.json");

        Golden.ShouldBe(EdgeSchema.Text, File.Exists(committed) ? File.ReadAllText(committed) : "", "edge.schema.json");
    }

    [Fact]
    public void EveryOption_HasADescriptionAndAppears()
    {
        var schema = JsonNode.Parse(EdgeSchema.Text)!;
        var options = OptionNode.Root.All().Where(option => option.Node.Property is not null).ToArray();

        options.Length.ShouldBeGreaterThan(50);
        foreach (var (key, node) in options)
        {
            node.Description.ShouldNotBeEmpty(key);
            Find(schema, key).ShouldNotBeNull(key)["description"]!.GetValue<string>().ShouldBe(node.Description, key);
        }
    }

    [Fact]
    public void EveryObject_RefusesUnknownProperties()
    {
        var schema = JsonNode.Parse(EdgeSchema.Text)!;

        foreach (var (key, _) in OptionNode.Root.All().Where(option => option.Node.Shape == OptionShape.Object))
            Find(schema, key)!["additionalProperties"]!.GetValue<bool>().ShouldBeFalse(key);
    }

    [Fact]
    public void EveryDefault_IsSaidInItsDescription()
    {
        // All rules have the same one, and each policy has its own: the object that holds them says it.
        var options = OptionNode.Root.All().Where(option => option.Node is { Shape: OptionShape.Value, IsRequired: false, Property: not null } && !option.Key.StartsWith("Rules:") && !option.Key.StartsWith("Policies:"));

        foreach (var (key, node) in options)
            node.Description.ShouldContain("default", Case.Insensitive, key);
    }

    private static JsonNode? Find(JsonNode schema, string key)
    {
        var found = schema;
        foreach (var segment in key.Split(':', StringSplitOptions.RemoveEmptyEntries))
            found = OptionKey.IsIndex(segment, out _) ? found?["items"] : found?["properties"]?[char.ToLowerInvariant(segment[0]) + segment[1..]];
        return found;
    }
}
