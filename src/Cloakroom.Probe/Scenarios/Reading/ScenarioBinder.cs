using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>Makes the model of the JSON: names and types only. <see cref="ScenarioRules"/> looks at what they say.</summary>
internal sealed class ScenarioBinder(Variables variables, ProblemList problems)
{
    private const string StepExample = "a request: { \"path\": \"/…\" }, or \"/…\" for a GET";
    private const string IdentityExample = "{ \"path\": \"/account\", \"shows\": \"{user}\" }";

    public Scenario Bind(JsonPart root)
    {
        if (MemberReader.Open(root, problems, "one object, { … }") is not { } members)
            return new Scenario();
        var scenario = new Scenario
        {
            Hosts = Texts(members.Take("hosts"), "\"www.example.com\""),
            SignUp = Steps(members.Take("signUp")),
            SignIn = Steps(members.Take("signIn")),
            SignOut = Steps(members.Take("signOut")),
            Plant = Steps(members.Take("plant")),
            Journeys = Named(members.Take("journeys"), "{ \"shopping\": [ \"/cart\" ] }", Steps),
            Identity = Identities(members),
            Markers = Texts(members.Take("markers"), "\"email\""),
            SessionCookies = Texts(members.Take("sessionCookies"), "\"sid\""),
            SharedCookies = Texts(members.Take("sharedCookies"), "\"experiment\""),
            Static = Texts(members.Take("static"), "\"/assets/*\""),
            Exclude = Texts(members.Take("exclude"), "\"/admin\""),
            Users = [.. Items(members.Take("users"), "{ \"user\": \"…\", \"password\": \"${PASSWORD}\" }").Select(user => Values(user, isTemplate: false))],
        };
        members.Close();
        return scenario;
    }

    private List<IdentityRule> Identities(MemberReader members)
    {
        var rules = Items(members.Take("identity"), IdentityExample).Select(Identity).OfType<IdentityRule>().ToList();
        if (members.Take("whoAmI") is not { } single)
            return rules;
        if (rules.Count > 0)
            problems.Add("whoAmI", "is another name of an identity rule, and there is identity as well.", "Move it into identity.");
        if (Identity(single) is { } rule)
            rules.Add(rule);
        return rules;
    }

    private IdentityRule? Identity(JsonPart part)
    {
        if (MemberReader.Open(part, problems, IdentityExample) is not { } members)
            return null;
        var path = Text(members.Require("path", "\"/account\""), isTemplate: true);
        var shows = Text(members.Require("shows", "\"{user}\""), isTemplate: true);
        var @in = members.Take("in") is { } place ? Extraction(place) : null;
        members.Close();
        return path is null || shows is null ? null : new IdentityRule(path, shows) { In = @in };
    }

    private IReadOnlyList<Step> Steps(JsonPart? part) => [.. Items(part, StepExample).Select(Step)];

    // A step that could not be read keeps its place, so that later ones are called by their own number.
    private Step Step(JsonPart part)
    {
        if (part.Kind == JsonValueKind.String)
            return new Step { Path = variables.Expand(part, isTemplate: true) };
        if (MemberReader.Open(part, problems, StepExample) is not { } members)
            return new Step { Path = "/" };
        var step = new Step
        {
            Method = Text(members.Take("method")) ?? "GET",
            Path = Text(members.Require("path", "\"/…\""), isTemplate: true) ?? "/",
            Headers = Values(members.Take("headers"), isTemplate: true),
            Form = members.Take("form") is { } form ? Values(form, isTemplate: true) : null,
            Json = members.Take("json") is { } json ? Node(json) : null,
            Extract = Named(members.Take("extract"), "{ \"csrf\": { \"selector\": \"input[name=csrf]\", \"attribute\": \"value\" } }", Extraction),
            Expect = [.. Items(members.Take("expect"), "200").Select(Status)],
            FollowRedirects = Flag(members.Take("followRedirects")),
        };
        members.Close();
        return step;
    }

    private Extraction Extraction(JsonPart part)
    {
        if (part.Kind == JsonValueKind.String)
            return new Extraction { Pattern = part.Text };
        if (MemberReader.Open(part, problems, "a pattern as text, or { \"selector\": \"input[name=csrf]\", \"attribute\": \"value\" }") is not { } members)
            return Unreadable;
        var extraction = new Extraction
        {
            Header = Text(members.Take("header"), isVerbatim: true),
            Pointer = Text(members.Take("pointer"), isVerbatim: true),
            Selector = Text(members.Take("selector"), isVerbatim: true),
            Attribute = Text(members.Take("attribute"), isVerbatim: true),
            Pattern = Text(members.Take("pattern"), isVerbatim: true),
        };
        members.Close();
        return extraction;
    }

    /// <summary>In the place of one that has its problem already; nothing is wrong with it otherwise.</summary>
    private static Extraction Unreadable { get; } = new() { Pattern = "" };

    private int Status(JsonPart part)
    {
        if (part.Kind == JsonValueKind.Number && int.TryParse(part.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599)
            return status;
        problems.Add(part.Path, "is not a status.", "Write a number from 100 to 599.");
        return 200;
    }

    private bool Flag(JsonPart? part)
    {
        if (part is { Kind: not (JsonValueKind.True or JsonValueKind.False) })
            problems.AddWrongKind(part, "true or false");
        return part?.Kind == JsonValueKind.True;
    }

    private string? Text(JsonPart? part, bool isTemplate = false, bool isVerbatim = false)
    {
        if (part is null)
            return null;
        if (part.Kind == JsonValueKind.String)
            return isVerbatim ? part.Text : variables.Expand(part, isTemplate);
        problems.AddWrongKind(part, "a text, in quotes");
        return null;
    }

    private IReadOnlyList<string> Texts(JsonPart? part, string example) => [.. Items(part, example).Select(item => Text(item) ?? "").Where(text => text.Length > 0)];

    private Dictionary<string, string> Values(JsonPart? part, bool isTemplate) => Named(part, "{ \"name\": \"value\" }", value => Text(value, isTemplate) ?? "");

    private Dictionary<string, T> Named<T>(JsonPart? part, string example, Func<JsonPart, T> read)
    {
        if (part is not null && part.Kind != JsonValueKind.Object)
            problems.AddWrongKind(part, example);
        return part?.Members.ToDictionary(member => member.Key, member => read(member.Value), StringComparer.Ordinal) ?? [];
    }

    private IReadOnlyList<JsonPart> Items(JsonPart? part, string example)
    {
        if (part is not null && part.Kind != JsonValueKind.Array)
            problems.AddWrongKind(part, $"a list: [ {example} ]");
        return part?.Items ?? [];
    }

    private JsonNode? Node(JsonPart part) => part.Kind switch
    {
        JsonValueKind.Object => new JsonObject(part.Members.Select(member => KeyValuePair.Create(member.Key, Node(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. part.Items.Select(Node)]),
        JsonValueKind.String => JsonValue.Create(variables.Expand(part, isTemplate: true)),
        JsonValueKind.Number => JsonNode.Parse(part.Text),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(part.Kind == JsonValueKind.True),
    };
}
