using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Tests.Scenarios;

/// <summary>Model, reader and schema have the same members.</summary>
public sealed class ScenarioSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Root(), "src/Cloakroom.Probe/Scenarios/scenario.schema.json")))!.AsObject();

    // Not of the model: what editors need, and the other name of identity.
    private static readonly string[] OfTheFileOnly = ["$schema", "whoAmI"];

    private static readonly (Type Type, string Place)[] Parts =
        [(typeof(Scenario), ""), (typeof(Step), "request"), (typeof(Extraction), "place"), (typeof(IdentityRule), "identity")];

    [Fact]
    public void Schema_Members_AreThoseOfTheModel()
    {
        foreach (var (type, place) in Parts)
            MembersIn(place).Select(member => member.Key).Except(OfTheFileOnly).Order().ShouldBe(MembersOf(type).Order(), type.Name);
    }

    [Fact]
    public void Reader_Members_AreThoseOfTheSchema()
    {
        foreach (var (type, place) in Parts)
        {
            foreach (var (name, _) in MembersIn(place))
            {
                // A number is the wrong type for every member, but a known one.
                var message = MessageOf(type, name);
                message.ShouldNotContain("no such member", Case.Sensitive, $"{type.Name}.{name}");
            }

            MessageOf(type, "somethingElse").ShouldContain("no such member", Case.Sensitive, type.Name);
        }
    }

    [Fact]
    public void Schema_EveryMember_IsDescribed()
    {
        foreach (var (_, place) in Parts)
        {
            foreach (var (name, member) in MembersIn(place))
                member!["description"]!.GetValue<string>().Length.ShouldBeGreaterThan(10, name);
        }
    }

    [Fact]
    public void Schema_Unknown_IsRefused()
    {
        foreach (var (_, place) in Parts)
            (place.Length == 0 ? Schema : Schema["$defs"]![place]!)["additionalProperties"]!.GetValue<bool>().ShouldBeFalse(place);
    }

    private static JsonObject MembersIn(string place) => (place.Length == 0 ? Schema : Schema["$defs"]![place]!)["properties"]!.AsObject();

    private static IEnumerable<string> MembersOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    private static string MessageOf(Type type, string name)
    {
        var member = $"\"{name}\": 1";
        var text = type.Name switch
        {
            nameof(Scenario) => $"{{ {member} }}",
            nameof(Step) => $"{{ \"signIn\": [ {{ {member} }} ] }}",
            nameof(Extraction) => $"{{ \"signIn\": [ {{ \"extract\": {{ \"x\": {{ {member} }} }} }} ] }}",
            _ => $"{{ \"identity\": [ {{ {member} }} ] }}",
        };
        try
        {
            ScenarioFile.Parse("s.json", text, _ => null);
            return "";
        }
        catch (InputException wrong)
        {
            return wrong.Message;
        }
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Cloakroom.slnx")))
            directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
